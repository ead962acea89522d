// The fields of an account, for somebody new and for a change.
import { Select, SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";

import { phoneText } from "@/ui/inputs/phone";
import { words } from "@/ui/StatusBadge";

import { orNull } from "../forms";
import { teamsQuery } from "../settings/queries";
import { ROLES, type Role } from "./address";
import type { User } from "./queries";

export interface UserValues extends Record<string, unknown> {
  full_name: string;
  username: string;
  email: string;
  phone: string;
  role: Role;
  team_id: string;
}

export const valuesOf = (user: User | null): UserValues => ({
  full_name: user?.full_name ?? "",
  username: user?.username ?? "",
  email: user?.email ?? "",
  phone: phoneText(user?.phone ?? ""),
  role: user?.role ?? "agent",
  team_id: user?.team_id ? String(user.team_id) : "",
});

/** What the API takes. */
export const fieldsOf = ({ full_name, username, email, phone, role, team_id }: UserValues) => ({
  full_name: orNull(full_name),
  username: username.trim(),
  email: email.trim(),
  phone: orNull(phone),
  role,
  team_id: team_id ? Number(team_id) : null,
});

export const checks = {
  username: (value: string) => (value.trim() ? null : "A user name is needed to sign in."),
  email: (value: string) =>
    /^\S+@\S+\.\S+$/.test(value.trim()) ? null : "An e-mail address, such as ann@example.com.",
};

interface UserFieldsProps {
  form: UseFormReturnType<UserValues>;
  readOnly?: boolean;
}

export function UserFields({ form, readOnly = false }: UserFieldsProps) {
  const { data: teams } = useQuery(teamsQuery);
  const field = (name: keyof UserValues & string) => ({ ...form.getInputProps(name), readOnly });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput label="Name" autoComplete="off" data-autofocus {...field("full_name")} />
      <TextInput label="User name" autoComplete="off" autoCapitalize="none" {...field("username")} />
      <TextInput label="E-mail" type="email" autoComplete="off" {...field("email")} />
      <TextInput label="Phone" type="tel" autoComplete="off" {...field("phone")} />
      <Select
        label="Role"
        data={ROLES.map((role) => ({ value: role, label: words(role) }))}
        allowDeselect={false}
        {...field("role")}
      />
      <Select
        label="Team"
        placeholder="None"
        clearable={!readOnly}
        data={(teams?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        {...field("team_id")}
        value={form.values.team_id || null}
        onChange={(team) => form.setFieldValue("team_id", team ?? "")}
      />
    </SimpleGrid>
  );
}
