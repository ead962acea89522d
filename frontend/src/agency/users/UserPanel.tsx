// One account: who it is, what they may, and how they come in.
import { Badge, Button, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { isConflict } from "@/api/problem";
import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Failure, Loading } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { done, failed } from "@/ui/toasts";

import { showRefusal } from "../forms";
import { changeUser, nameOf, statusOf, userQuery, type User } from "./queries";
import { UserAccess } from "./UserAccess";
import { checks, fieldsOf, UserFields, valuesOf, type UserValues } from "./UserFields";

interface UserPanelProps {
  id: number;
  onClose: () => void;
}

export function UserPanel({ id, onClose }: UserPanelProps) {
  const found = useQuery(userQuery(id));
  const mayChange = useMay()("users:write");
  const user = found.data?.user;
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="min(520px, 100%)">
      <Drawer.Overlay />
      <Drawer.Content aria-label={user ? nameOf(user) : "User"}>
        <Drawer.Header>
          <div>
            <Title order={2} size="h3">
              {user ? nameOf(user) : "…"}
            </Title>
            {user ? <Summary user={user} /> : null}
          </div>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body>
          {found.isPending ? <Loading rows={8} /> : null}
          {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
          {found.data ? (
            <Stack gap="xl">
              <UserForm
                key={found.data.user.version}
                user={found.data.user}
                etag={found.data.etag}
                mayChange={mayChange}
              />
              <UserAccess user={found.data.user} etag={found.data.etag} mayChange={mayChange} />
            </Stack>
          ) : null}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Summary({ user }: { user: User }) {
  return (
    <Group gap="xs" mt={4}>
      <StatusBadge value={statusOf(user)} />
      {user.mfa_enabled ? <Badge color="green">Two-step sign-in</Badge> : null}
      <Text size="sm" c="dimmed">
        {user.last_login ? "seen " : "never seen"}
        {user.last_login ? <DateText value={user.last_login} style="ago" /> : null}
      </Text>
    </Group>
  );
}

interface UserFormProps {
  user: User;
  etag: string;
  mayChange: boolean;
}

function UserForm({ user, etag, mayChange }: UserFormProps) {
  const cache = useQueryClient();
  const form = useForm<UserValues>({ initialValues: valuesOf(user), validate: checks });
  const refresh = () => cache.invalidateQueries({ queryKey: ["users"] });

  async function takeBack() {
    const { etag: now } = await cache.fetchQuery({ ...userQuery(user.id), staleTime: 0 });
    await changeUser({ id: user.id, etag: now, changes: fieldsOf(valuesOf(user)) });
    await refresh();
  }

  const save = useMutation({
    mutationFn: (values: UserValues) => changeUser({ id: user.id, etag, changes: fieldsOf(values) }),
    onSuccess: () => {
      done(`${nameOf(user)} saved`, { undo: takeBack });
      return refresh();
    },
    onError: (error) => {
      if (isConflict(error)) {
        failed(error, "Somebody else changed this account");
        void refresh();
      } else showRefusal(form, error);
    },
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <UserFields form={form} readOnly={!mayChange} />
        {mayChange ? (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}
