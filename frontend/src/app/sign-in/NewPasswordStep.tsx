// Whoever got a password from somebody else chooses their own before going on.
import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";

import { api, body } from "@/api/client";
import { ProblemError } from "@/api/problem";

import { Refusal } from "./PasswordStep";

interface NewPasswordStepProps {
  /** What was typed a moment ago; asked again after a reload. */
  present: string | null;
  onDone: (csrf: string) => Promise<void>;
}

export function NewPasswordStep({ present, onDone }: NewPasswordStepProps) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { current_password: present ?? "", new_password: "", again: "" },
    validate: {
      current_password: (value) => (value ? null : "Type the password that you were given."),
      new_password: (value) => (value ? null : "Choose a password."),
      again: (value, { new_password }) => (value === new_password ? null : "This is not the same password."),
    },
  });
  const change = useMutation({
    mutationFn: async ({ current_password, new_password }: { current_password: string; new_password: string }) => {
      const { csrf_token } = await body(api.POST("/v1/auth/password", { body: { current_password, new_password } }));
      await onDone(csrf_token);
    },
    onError: (error) => {
      if (error instanceof ProblemError) form.setErrors(error.fields);
    },
  });
  const general = change.error instanceof ProblemError && Object.keys(change.error.fields).length > 0;

  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack>
        {change.error && !general ? <Refusal error={change.error} /> : null}
        {present === null ? (
          <PasswordInput
            size="md"
            label="Present password"
            autoComplete="current-password"
            key={form.key("current_password")}
            {...form.getInputProps("current_password")}
          />
        ) : null}
        <PasswordInput
          size="md"
          label="New password"
          description="At least 12 characters; a few words are easy to remember."
          autoComplete="new-password"
          autoFocus
          key={form.key("new_password")}
          {...form.getInputProps("new_password")}
        />
        <PasswordInput
          size="md"
          label="New password, once more"
          autoComplete="new-password"
          key={form.key("again")}
          {...form.getInputProps("again")}
        />
        <Button type="submit" size="md" loading={change.isPending}>
          Save and continue
        </Button>
      </Stack>
    </form>
  );
}
