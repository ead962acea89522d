// What a new key is called, what it may do, and for how long.
import { Button, Group, MultiSelect, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { useMe } from "@/api/session";

import { showRefusal } from "../forms";
import { ACTION_WORDS, permissionRows, type Action } from "./permissions";

const DAY_MS = 86_400_000;
const LIVES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "", label: "Until it is revoked" },
];

/** Everything that the caller may, as choices under the name of the thing. */
function choices(permissions: Record<string, string>) {
  return permissionRows(permissions)
    .map(({ noun, label, reach }) => ({
      group: label,
      items: Object.entries(reach)
        .filter(([, far]) => far !== "none")
        .map(([action]) => ({ value: `${noun}:${action}`, label: `${label}: ${ACTION_WORDS[action as Action]}` })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** Reading everything that the caller may read. */
const readingOnly = (permissions: Record<string, string>) =>
  Object.keys(permissions).filter((name) => name.endsWith(":read") && permissions[name] !== "none");

interface NewApiKeyProps {
  onDone: (key: Schemas["NewApiKeyText"]) => void;
}

export function NewApiKey({ onDone }: NewApiKeyProps) {
  const { permissions } = useMe();
  const form = useForm({
    initialValues: { name: "", may: "read" as "read" | "some" | "all", scopes: [] as string[], days: "365" },
    validate: {
      name: (value) => (value.trim() ? null : "Name the program that will use it."),
      scopes: (value, { may }) => (may === "some" && value.length === 0 ? "Choose at least one." : null),
    },
  });
  const create = useMutation({
    mutationFn: ({ name, may, scopes, days }: typeof form.values) =>
      body(
        api.POST("/v1/api-keys", {
          body: {
            name,
            scopes: { read: readingOnly(permissions), some: scopes, all: null }[may],
            expires_at: days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null,
          },
        }),
      ),
    onSuccess: onDone,
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="Such as the program that will use it"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <div>
          <Text fw={500} size="sm" id="key-may" mb={4}>
            It may
          </Text>
          <SegmentedControl
            aria-labelledby="key-may"
            data={[
              { value: "read", label: "Only read" },
              { value: "some", label: "What I choose" },
              { value: "all", label: "All that I may" },
            ]}
            {...form.getInputProps("may")}
          />
        </div>
        {form.values.may === "some" ? (
          <MultiSelect
            label="Permissions"
            data={choices(permissions)}
            searchable
            hidePickedOptions
            clearable
            placeholder={form.values.scopes.length > 0 ? undefined : "Type what it is about"}
            {...form.getInputProps("scopes")}
          />
        ) : null}
        <Select label="It works for" data={LIVES} allowDeselect={false} maw={260} {...form.getInputProps("days")} />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
