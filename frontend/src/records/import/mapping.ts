// Which column becomes which field: what the person changed of the guess, and what is wrong with it.
import type { Schemas } from "@/api/client";

export type Sheet = Schemas["PreviewedSheet"];

/** header → field, `metadata` to keep it beside the fields, null to leave it out. */
export type SheetMapping = Record<string, string | null>;

/** Null leaves a whole sheet out. */
export type FileMapping = Record<string, SheetMapping | null>;

export const KEPT = "metadata";

/** The mapping in force: the guess, with the person's changes over it. */
export function mappingOf(sheets: readonly Sheet[], changes: FileMapping): FileMapping {
  const changed = (sheet: Sheet): SheetMapping | null =>
    changes[sheet.sheet] === null ? null : { ...sheet.mapping, ...changes[sheet.sheet] };
  return Object.fromEntries(sheets.map((sheet) => [sheet.sheet, changed(sheet)]));
}

/** Maps one column anew. A field belongs to one column: whoever had it before is kept beside the fields. */
export function withColumn(mapping: SheetMapping, header: string, field: string | null): SheetMapping {
  const entries = Object.entries(mapping).map(([other, held]): [string, string | null] => {
    if (other === header) return [other, field];
    const taken = field !== null && field !== KEPT && held === field;
    return [other, taken ? KEPT : held];
  });
  return Object.fromEntries(entries);
}

/** What new records would lack, in words; empty when nothing. */
export function missing(sheet: Sheet, mapping: SheetMapping): string[] {
  const mapped = new Set(Object.values(mapping));
  // A whole name is made of its parts, and numbers of known records make the rest unnecessary.
  const named = mapped.has("first_name") || mapped.has("last_name");
  const lacking = sheet.fields
    .filter((field) => field.required && !mapped.has(field.name) && !(field.name === "name" && named))
    .map((field) => field.label);
  if (sheet.any_of.length > 0 && !sheet.any_of.some((name) => mapped.has(name)))
    lacking.push(sheet.any_of.map((name) => labelOf(sheet, name)).join(" or "));
  return lacking;
}

export const labelOf = (sheet: Sheet, name: string): string =>
  (sheet.fields.find((field) => field.name === name)?.label ?? name).replace(/ in cents$/, "");

/** What stands in a column: the first texts that are not empty and not the same. */
export function samples(sheet: Sheet, header: string, most = 3): string[] {
  const texts = sheet.rows.map((row) => row.cells[header]?.trim() ?? "").filter(Boolean);
  return [...new Set(texts)].slice(0, most);
}

/** How many of the shown rows have a cell in this column that cannot be read, and the first reason. */
export function unreadable(sheet: Sheet, field: string): { rows: number; reason: string } | null {
  const reasons = sheet.rows.flatMap((row) => row.reasons.filter((reason) => reason.field === field));
  const [first] = reasons;
  return first ? { rows: reasons.length, reason: first.message } : null;
}

/** The fields by which known records can be recognised, of those that a column is mapped to. */
export function matchChoices(sheet: Sheet, mapping: SheetMapping): string[] {
  const mapped = new Set(Object.values(mapping));
  return sheet.match.filter((name) => mapped.has(name));
}
