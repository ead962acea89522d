// In which order and groups a noun's fields are shown and asked for.
import type { Field } from "../../data";
import type { Values } from "./merge";

/** One line: a field, or several that are read and changed together, such as an address. */
export interface Row {
  label?: string;
  fields: string[];
  /** How the values read as one. */
  text?: (record: Values) => string;
  /** Shown only then. */
  when?: (record: Values) => boolean;
}

interface FieldGroup {
  title: string;
  rows: (string | Row)[];
}

export interface NounLayout {
  groups: FieldGroup[];
  /** Not shown among the facts: machinery, or told better elsewhere on the page. */
  hidden?: string[];
  /** Labels of fields inside JSON columns. */
  labels?: Record<string, string>;
}

const MACHINERY = ["id", "version", "created_at", "updated_at", "metadata", "idempotency_key"];

export const rowOf = (row: string | Row): Row => (typeof row === "string" ? { fields: [row] } : row);

/** The catalogue's description of a field, or one made up for a key inside a JSON column. */
export function describe(fields: Field[], path: string, labels: Record<string, string> = {}): Field | undefined {
  const found = fields.find((field) => field.name === path);
  const column = fields.find((field) => field.name === path.split(".")[0]);
  if (found || !path.includes(".") || !column) return found;
  return {
    ...column,
    name: path,
    label: labels[path] ?? path,
    kind: path.endsWith("date_of_birth") ? "date" : "text",
    required: false,
    nullable: true,
    choices: [],
    max_length: path.endsWith(".state") ? 2 : 255,
  };
}

/** Rows of the layout that the catalogue knows; what it has beyond them comes last, so that nothing stays unseen. */
export function groupsOf(layout: NounLayout, fields: Field[]): FieldGroup[] {
  const known = (row: Row) => row.fields.some((path) => describe(fields, path));
  const groups = layout.groups.map(({ title, rows }) => ({ title, rows: rows.map(rowOf).filter(known) }));
  const named = new Set(groups.flatMap(({ rows }) => rows.flatMap((row) => row.fields)));
  const others = fields.filter(
    ({ name, derived, kind }) =>
      !derived &&
      kind !== "json" &&
      !named.has(name) &&
      !MACHINERY.includes(name) &&
      !(layout.hidden ?? []).includes(name),
  );
  const rest = others.length > 0 ? [{ title: "More", rows: others.map(({ name }) => ({ fields: [name] })) }] : [];
  return [...groups.filter(({ rows }) => rows.length > 0), ...rest];
}
