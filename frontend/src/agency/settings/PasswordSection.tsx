// My password.
import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";
import { done } from "@/ui/toasts";

import { showRefusal } from "../forms";
import { Card } from "./Card";
import { renewed } from "./queries";

export function PasswordSection() {
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { current_password: "", new_password: "", again: "" },
    validate: {
      current_password: (value) => (value ? null : "Type your present password."),
      new_password: (value) => (value ? null : "Choose a password."),
      again: (value, { new_password }) => (value === new_password ? null : "This is not the same password."),
    },
  });
  const change = useMutation({
    mutationFn: ({ current_password, new_password }: typeof form.values) =>
      renewed(body(api.POST("/v1/auth/password", { body: { current_password, new_password } }))),
    onSuccess: () => {
      form.reset();
      void cache.invalidateQueries({ queryKey: ["auth"] });
      void cache.invalidateQueries({ queryKey: ["me"] });
      done("Password changed", { detail: "Your other browsers were signed out." });
    },
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Card
        title="Change your password"
        description="Everywhere else you are signed in, you will have to sign in again."
        footer={
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        }
      >
        <Stack maw={380}>
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            {...form.getInputProps("current_password")}
          />
          <PasswordInput
            label="New password"
            description="Long is good: a few words are easy to remember and hard to guess."
            autoComplete="new-password"
            {...form.getInputProps("new_password")}
          />
          <PasswordInput label="New password, once more" autoComplete="new-password" {...form.getInputProps("again")} />
        </Stack>
      </Card>
    </form>
  );
}
