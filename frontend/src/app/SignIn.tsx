// The door.
import { Button, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { meQuery } from "@/api/session";

export function SignIn() {
  const form = useForm({ initialValues: { username: "", password: "" } });
  const cache = useQueryClient();
  const go = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const signIn = useMutation({
    mutationFn: (login: { username: string; password: string }) => body(api.POST("/v1/auth/login", { body: login })),
    onSuccess: async () => {
      await cache.invalidateQueries(meQuery);
      await go({ to: next ?? "/today" });
    },
  });

  return (
    <Paper maw={380} mx="auto" mt={120} p="xl" withBorder component="main">
      <form onSubmit={form.onSubmit((login) => signIn.mutate(login))}>
        <Stack>
          <Title order={1} size="h3">
            Sign in to LeadGen
          </Title>
          <TextInput label="Name or e-mail" autoComplete="username" required {...form.getInputProps("username")} />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            error={signIn.error ? sentence(signIn.error) : undefined}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
