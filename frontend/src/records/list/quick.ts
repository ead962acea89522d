// The quick filters: conditions at the top of the criteria that a menu can show and change.
import { isObject } from "@/ui/objects";

import { orNone, type Criteria } from "./address";

/** A field that has a menu of its own above the list. */
export interface QuickFilter {
  field: string;
  kind: "choice" | "owner" | "past" | "future";
  /** Choices that people know as one, by the one whose name it has. */
  together?: Readonly<Record<string, readonly string[]>>;
}

export type DateRange = { from?: string; to?: string } | { newer_than_days: number } | { within_next_days: number };

/** The values a choice is limited to; null when the condition is none that a menu shows; empty when there is none. */
export function readChoices(filter: Criteria | null, field: string): unknown[] | null {
  const asked = filter?.[field];
  if (asked === undefined) return [];
  if (Array.isArray(asked)) return asked as unknown[];
  if (!isObject(asked)) return [asked];
  const [operator, ...more] = Object.keys(asked);
  if (more.length > 0) return null;
  if (operator === "in" && Array.isArray(asked["in"])) return asked["in"] as unknown[];
  if (operator === "eq") return [asked["eq"]];
  if (operator === "is_null" && asked["is_null"] === true) return [null];
  return null;
}

export function writeChoices(filter: Criteria | null, field: string, values: readonly unknown[]): Criteria | null {
  const [first] = values;
  if (values.length === 0) return without(filter, [field]);
  if (values.length === 1) return { ...filter, [field]: first === null ? { is_null: true } : first };
  return { ...filter, [field]: values };
}

/** What a menu offers: for each entry the choices that it stands for. */
export function entriesOf(choices: readonly string[], { together = {} }: QuickFilter): (readonly string[])[] {
  const folded = Object.entries(together).flatMap(([name, members]) => members.filter((member) => member !== name));
  return choices.filter((choice) => !folded.includes(choice)).map((choice) => together[choice] ?? [choice]);
}

/** The choices after an entry was clicked. "Nobody" is the absence of an owner and stands alone. */
export function toggled(chosen: readonly unknown[], entry: readonly unknown[]): unknown[] {
  const others = chosen.filter((one) => !entry.includes(one) && (one === null) === entry.includes(null));
  return entry.every((one) => chosen.includes(one)) ? others : [...others, ...entry];
}

/** The dates a field is limited to; null when the condition is none that a menu shows. */
export function readDates(filter: Criteria | null, field: string): DateRange | "any" | null {
  const asked = filter?.[field];
  if (asked === undefined) return "any";
  if (!isObject(asked)) return null;
  const names = Object.keys(asked);
  const [only] = names;
  if (names.length === 1 && (only === "newer_than_days" || only === "within_next_days")) {
    const days = asked[only];
    if (typeof days !== "number") return null;
    return only === "newer_than_days" ? { newer_than_days: days } : { within_next_days: days };
  }
  if (!names.every((name) => name === "gte" || name === "lte")) return null;
  const { gte, lte } = asked as { gte?: unknown; lte?: unknown };
  return { ...(typeof gte === "string" ? { from: gte } : {}), ...(typeof lte === "string" ? { to: lte } : {}) };
}

export function writeDates(filter: Criteria | null, field: string, range: DateRange | "any"): Criteria | null {
  if (range === "any") return without(filter, [field]);
  if ("newer_than_days" in range || "within_next_days" in range) return { ...filter, [field]: range };
  const { from, to } = range;
  if (!from && !to) return without(filter, [field]);
  return { ...filter, [field]: { ...(from ? { gte: from } : {}), ...(to ? { lte: to } : {}) } };
}

export function without(filter: Criteria | null, fields: readonly string[]): Criteria | null {
  return orNone(Object.fromEntries(Object.entries(filter ?? {}).filter(([name]) => !fields.includes(name))));
}

const canShow = (filter: Criteria | null, { field, kind }: QuickFilter): boolean =>
  kind === "choice" || kind === "owner" ? readChoices(filter, field) !== null : readDates(filter, field) !== null;

/** The part of the criteria that no quick filter shows. */
export function restOf(filter: Criteria | null, quick: readonly QuickFilter[]): Criteria | null {
  return without(
    filter,
    quick.filter((one) => canShow(filter, one)).map(({ field }) => field),
  );
}
