// What an entry of the audit trail says, field by field, in words.
import { dateText } from "@/ui/DateText";
import { moneyText } from "@/ui/Money";
import { words } from "@/ui/StatusBadge";

type Values = Record<string, unknown> | null;

export interface FieldChange {
  field: string;
  label: string;
  before: string | null;
  after: string | null;
}

/** Kept by the database for itself. */
const BOOKKEEPING = new Set(["version", "updated_at", "created_at", "id", "search_text", "password_hash"]);
/** Hold somebody's number. */
const PEOPLE = new Set(["owner_id", "user_id", "created_by", "uploaded_by", "merged_by", "unmerged_by"]);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `premium_cents` as `Premium`. */
export const labelOf = (field: string) =>
  words(field.replace(/_cents$/, "").replace(/_id$/, "")).replace(/^Ip\b/, "IP");

/** Who an id is. */
export type NameOf = (id: number) => string;

/** A value as people write it; null when there is none. */
export function valueText(field: string, value: unknown, nameOf: NameOf = String): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number" && PEOPLE.has(field)) return nameOf(value);
  if (typeof value === "number") return field.endsWith("_cents") ? moneyText(value) : String(value);
  if (typeof value === "string") return INSTANT.test(value) || DAY.test(value) ? dateText(value) : value;
  if (Array.isArray(value)) return value.map((one) => valueText(field, one, nameOf) ?? "–").join(", ") || null;
  const parts = Object.entries(value).map(([name, one]) => [labelOf(name), valueText(name, one, nameOf)] as const);
  return (
    parts
      .filter(([, text]) => text !== null)
      .map(([label, text]) => `${label}: ${text}`)
      .join("; ") || null
  );
}

/** The fields that differ, in their order; empty ones of a new or deleted record are left out. */
export function difference(before: Values, after: Values, nameOf?: NameOf): FieldChange[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .filter((field) => !BOOKKEEPING.has(field))
    .map((field) => ({
      field,
      label: labelOf(field),
      before: valueText(field, before?.[field], nameOf),
      after: valueText(field, after?.[field], nameOf),
    }))
    .filter((change) => change.before !== change.after);
}

const ACTIONS: Record<string, string> = {
  insert: "Created",
  update: "Changed",
  delete: "Deleted",
  login: "Signed in",
  logout: "Signed out",
  login_failed: "Failed to sign in",
};

export const actionText = (action: string) => ACTIONS[action] ?? words(action);

/** What a line of the table says of the change: `Status: Active → Lapsed, and 2 more`. */
export function summary(before: Values, after: Values, nameOf?: NameOf): string {
  const [first, second, ...more] = difference(before, after, nameOf);
  const said = [first, second]
    .filter((change) => change !== undefined)
    .map(({ label, before: from, after: to }) =>
      from === null || to === null ? `${label}: ${from ?? to}` : `${label}: ${from} → ${to}`,
    );
  return said.join(", ") + (more.length > 0 ? `, and ${more.length} more` : "");
}
