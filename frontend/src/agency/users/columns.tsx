// What the table says of each account.
import { Avatar, Group, Text } from "@mantine/core";

import type { GridColumn, Layout } from "@/ui/grid";
import { DateText } from "@/ui/DateText";
import { phoneText } from "@/ui/inputs/phone";
import { StatusBadge, words } from "@/ui/StatusBadge";

import table from "../table/RowsTable.module.css";
import { nameOf, statusOf, type User } from "./queries";

export const USUAL: Layout = [
  { name: "full_name" },
  { name: "email" },
  { name: "role" },
  { name: "team" },
  { name: "status" },
  { name: "mfa_enabled" },
  { name: "last_login" },
];

/** The fields by which the API sorts. */
const SORTED = new Set(["username", "full_name", "email", "role", "last_login", "created_at"]);

export function columnsFor(onOpen: (user: User) => void): GridColumn<User>[] {
  const columns: GridColumn<User>[] = [
    {
      name: "full_name",
      label: "Name",
      width: 240,
      cell: (user) => (
        <Group gap={8} wrap="nowrap">
          <Avatar name={nameOf(user)} size={24} color="pine" alt="" aria-hidden />
          <button type="button" className={table["open"]} tabIndex={-1} onClick={() => onOpen(user)}>
            {nameOf(user)}
          </button>
        </Group>
      ),
    },
    { name: "username", label: "User name", width: 170, cell: ({ username }) => username },
    { name: "email", label: "E-mail", width: 260, cell: ({ email }) => email },
    { name: "phone", label: "Phone", width: 150, cell: ({ phone }) => (phone ? phoneText(phone) : "–") },
    { name: "role", label: "Role", width: 110, cell: ({ role }) => words(role) },
    { name: "team", label: "Team", width: 150, cell: ({ team }) => team ?? <Text c="dimmed">None</Text> },
    { name: "status", label: "Status", width: 120, cell: (user) => <StatusBadge value={statusOf(user)} /> },
    { name: "mfa_enabled", label: "Two-step", width: 100, cell: ({ mfa_enabled }) => (mfa_enabled ? "On" : "Off") },
    {
      name: "last_login",
      label: "Last seen",
      width: 150,
      cell: ({ last_login }) => (last_login ? <DateText value={last_login} style="ago" /> : "Never"),
    },
    { name: "created_at", label: "Since", width: 180, cell: ({ created_at }) => <DateText value={created_at} /> },
  ];
  return columns.map((column) => ({ ...column, sortable: SORTED.has(column.name) }));
}
