// Who works here: accounts, their roles and teams, and who may come in.
import { Button, CloseButton, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { useMay } from "@/api/session";
import { usePaletteActions } from "@/ui/actions";
import { DateText } from "@/ui/DateText";
import { Page } from "@/ui/Page";
import { useShortcut } from "@/ui/shortcuts";
import { Empty } from "@/ui/states";
import { StatusBadge, words } from "@/ui/StatusBadge";

import { teamsQuery } from "../settings/queries";
import { ColumnMenu } from "../table/ColumnMenu";
import { RowsTable } from "../table/RowsTable";
import table from "../table/RowsTable.module.css";
import { useColumns } from "../table/useColumns";
import { ROLES, type UsersSearch } from "./address";
import { columnsFor, USUAL } from "./columns";
import { NewUser } from "./NewUser";
import { nameOf, statusOf, usersQuery, type User } from "./queries";
import { UserPanel } from "./UserPanel";

const TYPING_MS = 200;

export function UsersPage() {
  const search: UsersSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayChange = useMay()("users:write");
  const go = (change: Partial<UsersSearch>, replace = false) =>
    void navigate({ to: "/users", search: { ...search, ...change }, replace });

  const { open, add, ...question } = search;
  const found = useInfiniteQuery(usersQuery(question));
  const users = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total ?? null;
  const columns = columnsFor(({ id }) => go({ open: id }));
  const chosen = useColumns(
    "users",
    columns.map(({ name }) => name),
    USUAL,
  );
  const create = () => go({ add: true });

  useShortcut("c", "New user", create, { enabled: mayChange });
  usePaletteActions(
    useMemo(
      () =>
        mayChange
          ? [
              {
                id: "new-user",
                label: "New user",
                icon: IconPlus,
                keys: "c",
                keywords: ["invite", "colleague"],
                run: () => void navigate({ to: "/users", search: { add: true } }),
              },
            ]
          : [],
      [mayChange, navigate],
    ),
  );

  const sort = sortOf(question.sort);
  const isFiltered = Boolean(question.q ?? question.role ?? question.team ?? question.status);
  return (
    <Page
      title="Users"
      subtitle={total === null ? "…" : total === 1 ? "1 person" : `${total} people`}
      fill
      actions={
        mayChange ? (
          <Button leftSection={<IconPlus size={16} />} onClick={create}>
            New user
          </Button>
        ) : null
      }
    >
      <Filters search={search} onChange={(change) => go(change, true)}>
        <ColumnMenu columns={columns} chosen={chosen} />
      </Filters>
      <div className={`lg-card ${table["frame"]}`}>
        <RowsTable
          label="Users"
          columns={columns}
          chosen={chosen}
          rows={users}
          total={total}
          sort={sort}
          onSort={([first]) => go({ sort: first && `${first.descending ? "-" : ""}${first.name}` }, true)}
          openId={open ?? null}
          onOpen={({ id }) => go({ open: id })}
          card={(user) => <UserCard user={user} />}
          query={found}
          empty={
            <Empty
              title="Nobody fits"
              icon={IconUsers}
              action={
                isFiltered ? (
                  <Button variant="default" onClick={() => void navigate({ to: "/users", search: {} })}>
                    Show everybody
                  </Button>
                ) : undefined
              }
            >
              Search for part of a name or an e-mail address, or take a filter away.
            </Empty>
          }
        />
      </div>
      {open ? <UserPanel key={open} id={open} onClose={() => go({ open: undefined })} /> : null}
      {add && mayChange ? <NewUser onClose={() => go({ add: undefined })} /> : null}
    </Page>
  );
}

function sortOf(sort = "full_name") {
  return [{ name: sort.replace(/^-/, ""), descending: sort.startsWith("-") }];
}

interface FiltersProps {
  search: UsersSearch;
  onChange: (change: Partial<UsersSearch>) => void;
  children: React.ReactNode;
}

function Filters({ search, onChange, children }: FiltersProps) {
  const [typed, setTyped] = useState(search.q ?? "");
  const ask = useDebouncedCallback((q: string) => onChange({ q: q.trim() || undefined }), TYPING_MS);
  const { data: teams } = useQuery(teamsQuery);

  function type(q: string) {
    setTyped(q);
    ask(q);
  }

  return (
    <Group gap="xs">
      <TextInput
        flex="1 1 220px"
        maw={{ sm: 320 }}
        size="sm"
        aria-label="Search users"
        placeholder="Name or e-mail"
        leftSection={<IconSearch size={16} />}
        rightSection={typed ? <CloseButton size="sm" aria-label="Clear the search" onClick={() => type("")} /> : null}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Select
        w={{ base: "calc(50% - 5px)", sm: 140 }}
        aria-label="Role"
        placeholder="Any role"
        clearable
        data={ROLES.map((role) => ({ value: role, label: words(role) }))}
        value={search.role ?? null}
        onChange={(role) => onChange({ role: ROLES.find((one) => one === role) })}
      />
      <Select
        w={{ base: "calc(50% - 5px)", sm: 160 }}
        aria-label="Team"
        placeholder="Any team"
        clearable
        data={(teams?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        value={search.team ? String(search.team) : null}
        onChange={(team) => onChange({ team: team ? Number(team) : undefined })}
      />
      <Select
        w={{ base: "calc(50% - 5px)", sm: 140 }}
        aria-label="Status"
        placeholder="Any status"
        clearable
        data={[
          { value: "active", label: "Active" },
          { value: "disabled", label: "Disabled" },
        ]}
        value={search.status ?? null}
        onChange={(status) => onChange({ status: status ?? undefined })}
      />
      {children}
    </Group>
  );
}

function UserCard({ user }: { user: User }) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={500} truncate>
          {nameOf(user)}
        </Text>
        <StatusBadge value={statusOf(user)} />
      </Group>
      <Text size="sm" c="dimmed" truncate>
        {user.email}
      </Text>
      <Text size="sm" c="dimmed">
        {words(user.role)}
        {user.team ? `, ${user.team}` : ""} · {user.last_login ? "seen " : "never seen"}
        {user.last_login ? <DateText value={user.last_login} style="ago" /> : null}
      </Text>
    </>
  );
}
