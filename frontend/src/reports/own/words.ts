// The words of the builder, and which fields go where.
import { fieldLabel, type Field } from "@/ui/inputs/kinds";

import type { Aggregate, Chart, Grain } from "./draft";

export interface NounChoice {
  value: string;
  label: string;
  /** Before `:read`. */
  permission: string;
}

/** What own reports are usually about, in the order of how often. */
export const NOUNS: NounChoice[] = [
  { value: "policies", label: "Policies", permission: "policies" },
  { value: "customers", label: "Customers", permission: "customers" },
  { value: "claims", label: "Claims", permission: "claims" },
  { value: "leads", label: "Leads", permission: "leads" },
  { value: "quotes", label: "Quotes", permission: "quotes" },
  { value: "communications", label: "Communications", permission: "communications" },
  { value: "tasks", label: "Tasks", permission: "tasks" },
  { value: "documents", label: "Documents", permission: "documents" },
  { value: "marketing/sends", label: "Campaign messages", permission: "marketing_sends" },
];

/** Those of which somebody sees records; what a report is about already stays. */
export const nounChoices = (may: (permission: string) => boolean, current: string): NounChoice[] => {
  const seen = NOUNS.filter(({ permission }) => may(`${permission}:read`));
  if (seen.some(({ value }) => value === current)) return seen;
  return [...seen, { value: current, label: nounLabel(current), permission: current }];
};

export const nounLabel = (noun: string): string =>
  NOUNS.find(({ value }) => value === noun)?.label ?? noun.replace(/^.*\//, "").replaceAll("-", " ");

export const AGGREGATES: { value: Aggregate; label: string }[] = [
  { value: "count", label: "How many" },
  { value: "sum", label: "Sum of" },
  { value: "average", label: "Average of" },
  { value: "median", label: "Median of" },
  { value: "distinct", label: "How many different" },
];

export const GRAINS: { value: Grain; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
  { value: "quarter", label: "Quarter" },
  { value: "year", label: "Year" },
];

export const CHARTS: { value: Chart; label: string }[] = [
  { value: "none", label: "Table only" },
  { value: "bars", label: "Bars" },
  { value: "columns", label: "Columns" },
  { value: "line", label: "Line" },
  { value: "donut", label: "Shares" },
];

const LONG = 500;
const NUMBERS_ONLY = new Set(["id", "version", "row_version"]);

const known = (fields: readonly Field[]) => fields.filter(({ derived }) => !derived);

export const isTimed = (field: Field | undefined): boolean => field?.kind === "date" || field?.kind === "instant";

const isFreeText = (field: Field): boolean =>
  field.kind === "text" && field.choices.length === 0 && (field.max_length === null || field.max_length > LONG);

/** Fields whose values add up. */
const isAmount = (field: Field): boolean =>
  (field.kind === "integer" || field.kind === "number") &&
  field.references === null &&
  !NUMBERS_ONLY.has(field.name) &&
  !field.name.endsWith("_id");

/** Of an amount that is kept twice, the cents. */
const once = (fields: Field[]): Field[] => {
  const names = new Set(fields.map(({ name }) => name));
  return fields.filter(({ name }) => !names.has(`${name}_cents`));
};

export const dateFields = (fields: readonly Field[]): Field[] => known(fields).filter(isTimed);

export const groupFields = (fields: readonly Field[]): Field[] =>
  once(known(fields)).filter((field) => field.kind !== "json" && !isFreeText(field) && !NUMBERS_ONLY.has(field.name));

export const columnFields = (fields: readonly Field[]): Field[] =>
  once(known(fields)).filter(({ kind }) => kind !== "json");

/** The fields that an aggregate can be made of. */
export function measureFields(fields: readonly Field[], aggregate: Aggregate): Field[] {
  if (aggregate === "count" || aggregate === "distinct") return columnFields(fields);
  return once(known(fields)).filter(isAmount);
}

export const options = (fields: readonly Field[]) =>
  fields.map((field) => ({ value: field.name, label: wordOf(field) }));

/** The label of a field: nobody reads cents. */
const wordOf = (field: Field): string => fieldLabel(field).replace(/, in cents$/, "");

export const nameOf = (fields: readonly Field[], name: string): string => {
  const field = fields.find((each) => each.name === name);
  return field ? wordOf(field) : name;
};

/** What a number of a measure adds up to: a whole of which lines are shares. */
export const hasShares = (aggregate: Aggregate): boolean => aggregate === "count" || aggregate === "sum";
