// Somebody new: the account, and the password to hand over.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";

import { showRefusal } from "../forms";
import { ShownOnce } from "../ShownOnce";
import { nameOf } from "./queries";
import { checks, fieldsOf, UserFields, valuesOf, type UserValues } from "./UserFields";

interface NewUserProps {
  onClose: () => void;
}

export function NewUser({ onClose }: NewUserProps) {
  const cache = useQueryClient();
  const form = useForm<UserValues>({ initialValues: valuesOf(null), validate: checks });
  const create = useMutation({
    mutationFn: (values: UserValues) => body(api.POST("/v1/users", { body: fieldsOf(values) })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["users"] }),
    onError: (error) => showRefusal(form, error),
  });
  const created = create.data;

  return (
    <Modal
      opened
      onClose={onClose}
      title={created ? `${nameOf(created)} can sign in` : "New user"}
      size="lg"
      closeOnClickOutside={!created}
    >
      {created ? (
        <Stack>
          <Text>
            User name: <strong>{created.username}</strong>
          </Text>
          {created.one_time_password ? (
            <ShownOnce label="The password" secret={created.one_time_password}>
              Hand it over; at the first sign-in they choose their own.
            </ShownOnce>
          ) : null}
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack>
            <UserFields form={form} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
