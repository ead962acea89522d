// The tables of the audit trail in words, and where their records are shown.
import { isNoun, NOUNS } from "@/records/nouns";
import { words } from "@/ui/StatusBadge";

import type { NameOf } from "./difference";

/** What people look for; anything else is found with the filter. */
export const TABLES = [
  "customers",
  "policies",
  "claims",
  "communications",
  "leads",
  "reports",
  "tasks",
  "notes",
  "users",
  "teams",
  "api_keys",
  "agency_settings",
];

export const tableText = (table: string) => (table === "api_keys" ? "API keys" : words(table));

/** `Customer 17`; people by their names. */
export function recordText(table: string, id: number | null, nameOf: NameOf): string {
  if (table === "users" && id !== null) return nameOf(id);
  const one = isNoun(table) ? words(NOUNS[table].one) : tableText(table).replace(/s$/, "");
  return id === null ? one : `${one} ${id}`;
}

export interface Shown {
  to: string;
  search?: Record<string, unknown>;
}

/** The page of the record; null when it has none. */
export function pageOf(table: string, id: number | null): Shown | null {
  if (id === null) return null;
  if (isNoun(table)) return { to: `/${table}/${id}` };
  if (table === "users") return { to: "/users", search: { open: id } };
  if (table === "teams") return { to: "/settings/teams" };
  if (table === "agency_settings") return { to: "/settings/agency" };
  if (table === "api_keys") return { to: "/settings/api-keys" };
  return null;
}
