// Who are you, and the password.
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { IconAlertTriangle } from "@tabler/icons-react";

import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";

import type { SignInResult } from "./SignInForm";

interface PasswordStepProps {
  username?: string;
  onDone: (result: SignInResult, password: string) => Promise<void>;
}

export function PasswordStep({ username, onDone }: PasswordStepProps) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { username: username ?? "", password: "" },
    validate: {
      username: (value) => (value.trim() ? null : "Type your user name or e-mail address."),
      password: (value) => (value ? null : "Type your password."),
    },
  });
  const signIn = useMutation({
    mutationFn: async (login: { username: string; password: string }) => {
      const result = await body(api.POST("/v1/auth/login", { body: login }));
      await onDone(result, login.password);
    },
    onError: () => form.setFieldValue("password", ""),
  });

  return (
    <form onSubmit={form.onSubmit((login) => signIn.mutate(login))} noValidate>
      <Stack>
        {signIn.error ? <Refusal error={signIn.error} /> : null}
        <TextInput
          size="md"
          label="User name or e-mail"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={username !== undefined}
          data-autofocus={username === undefined ? true : undefined}
          key={form.key("username")}
          {...form.getInputProps("username")}
        />
        <PasswordInput
          size="md"
          label="Password"
          autoComplete="current-password"
          data-autofocus={username === undefined ? undefined : true}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** Why somebody was not let in, such as a lock and how long it lasts. */
export function Refusal({ error }: { error: unknown }) {
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle size={18} />} p="sm">
      {sentence(error)}
    </Alert>
  );
}
