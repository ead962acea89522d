// The teams: who looks after which part of the book together.
import { ActionIcon, Button, Group, Menu, Modal, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { IconDots, IconPencil, IconPlus, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { StatusBadge } from "@/ui/StatusBadge";
import { Empty, Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { orNull, showRefusal } from "../forms";
import { Card } from "./Card";
import { teamsQuery } from "./queries";
import classes from "./Settings.module.css";

type Team = Schemas["TeamPage"]["items"][number];

export function TeamsSection() {
  const found = useQuery(teamsQuery);
  const mayChange = useMay()("teams:write");
  const [edited, setEdited] = useState<Team | "new" | null>(null);
  const teams = found.data?.items ?? [];
  const add = mayChange ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      New team
    </Button>
  ) : null;

  return (
    <Card
      title="Teams"
      description="Managers and colleagues of a team see its members' customers, as far as their role reaches."
      actions={teams.length > 0 ? add : null}
      flush
    >
      {found.isPending ? <Loading rows={4} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && teams.length === 0 ? (
        <Empty title="No teams yet" icon={IconUsersGroup} action={add}>
          Put people who share customers into a team.
        </Empty>
      ) : null}
      {teams.map((team) => (
        <TeamLine key={team.id} team={team} onEdit={mayChange ? () => setEdited(team) : undefined} />
      ))}
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === "new" ? "New team" : "Change the team"}
      >
        {edited ? <TeamForm team={edited === "new" ? null : edited} onDone={() => setEdited(null)} /> : null}
      </Modal>
    </Card>
  );
}

function useRemoveTeam() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (team_id: number) => {
      await api.DELETE("/v1/teams/{team_id}", { params: { path: { team_id } } });
    },
    onSuccess: () => {
      done("Team deleted");
      return cache.invalidateQueries(teamsQuery);
    },
    onError: (error) => failed(error),
  });
}

interface TeamLineProps {
  team: Team;
  onEdit?: () => void;
}

function TeamLine({ team, onEdit }: TeamLineProps) {
  const remove = useRemoveTeam();
  const confirm = () =>
    modals.openConfirmModal({
      title: `Delete the team ${team.name}?`,
      children: "Its members stay; they are in no team afterwards. This cannot be undone.",
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate(team.id),
    });

  return (
    <div className={classes["line"]}>
      <IconUsersGroup size={22} stroke={1.5} aria-hidden />
      <div>
        <Text fw={500}>{team.name}</Text>
        <Text size="sm" c="dimmed">
          {team.members === 1 ? "1 member" : `${team.members} members`}
          {team.description ? ` · ${team.description}` : ""}
        </Text>
      </div>
      {team.is_active ? null : <StatusBadge value="inactive" />}
      {onEdit ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Change ${team.name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
              Change
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={confirm}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}

interface TeamFormProps {
  team: Team | null;
  onDone: () => void;
}

function TeamForm({ team, onDone }: TeamFormProps) {
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { name: team?.name ?? "", description: team?.description ?? "", is_active: team?.is_active ?? true },
    validate: { name: (value) => (value.trim() ? null : "A team needs a name.") },
  });
  const save = useMutation({
    mutationFn: ({ name, description, is_active }: typeof form.values) => {
      const fields = { name, description: orNull(description), is_active };
      return team
        ? body(api.PATCH("/v1/teams/{team_id}", { params: { path: { team_id: team.id } }, body: fields }))
        : body(api.POST("/v1/teams", { body: fields }));
    },
    onSuccess: () => {
      done(team ? "Team saved" : "Team created");
      onDone();
      return cache.invalidateQueries(teamsQuery);
    },
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <TextInput label="Name" data-autofocus {...form.getInputProps("name")} />
        <TextInput label="What it does" {...form.getInputProps("description")} />
        {team ? <Switch label="Active" {...form.getInputProps("is_active", { type: "checkbox" })} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {team ? "Save" : "Create"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
