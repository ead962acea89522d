// In the demo: come in as somebody who works there, with one click.
import { Avatar, Divider, Loader, SimpleGrid, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";
import { enter } from "@/api/session";
import { words } from "@/ui/StatusBadge";

import { askForNewPassword } from "./due";
import { Refusal } from "./PasswordStep";
import classes from "./SignIn.module.css";

const SEES: Record<string, string> = {
  admin: "sees and sets everything",
  manager: "sees every team",
  agent: "has customers of their own",
  viewer: "only looks",
};

interface DemoPeopleProps {
  onDone: () => void;
}

export function DemoPeople({ onDone }: DemoPeopleProps) {
  const cache = useQueryClient();
  const demo = useQuery({
    queryKey: ["auth", "demo"],
    queryFn: () => body(api.GET("/v1/auth/demo")),
    staleTime: Infinity,
  });
  const signIn = useMutation({
    mutationFn: async (username: string) => {
      const { csrf_token } = await body(api.POST("/v1/auth/demo", { body: { username } }));
      askForNewPassword(false);
      await enter(cache, csrf_token);
      onDone();
    },
  });
  const people = demo.data?.people ?? [];
  if (people.length === 0) return null;

  return (
    <Stack gap="sm" component="section" aria-label="Demo">
      <Divider label="or look around in the demo agency as" />
      {signIn.error ? <Refusal error={signIn.error} /> : null}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {people.map(({ username, full_name, role }) => (
          <UnstyledButton
            key={username}
            className={classes["person"]}
            onClick={() => signIn.mutate(username)}
            disabled={signIn.isPending}
          >
            <Avatar name={full_name ?? username} color="pine" size={36} alt="" aria-hidden />
            <div style={{ minWidth: 0, flex: 1 }}>
              <Text fw={600} size="sm" truncate>
                {full_name ?? username}
              </Text>
              <Text size="xs" c="dimmed">
                {words(role)}, {SEES[role]}
              </Text>
            </div>
            {signIn.isPending && signIn.variables === username ? <Loader size="xs" /> : null}
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
