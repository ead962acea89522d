// A report as the API answers it, and the addresses of the records behind its figures.
import type { Schemas } from "@/api/client";
import { isNoun } from "@/records/nouns";

export type ReportDocument = Schemas["ReportDocument"];
export type FigureTable = ReportDocument["tables"][number];
export type FigureColumn = FigureTable["columns"][number];
export type FigureLine = FigureTable["lines"][number];
export type Period = NonNullable<ReportDocument["period"]>;

export interface Behind {
  noun: string;
  filter: string;
}

/** Which records a figure counted; null where they have no list to open. */
export function behind(column: FigureColumn, line: FigureLine): Behind | null {
  if (column.noun === null || !isNoun(column.noun)) return null;
  return { noun: column.noun, filter: JSON.stringify(line.behind[column.key] ?? line.rows) };
}

/** The figure of a line; null where there is none. */
export const figureOf = (line: FigureLine, { key }: FigureColumn): number | null => line.figures[key] ?? null;

/** Beside each figure stands that of another period; beside how things stand now there is none. */
export const isCompared = (table: FigureTable): boolean => table.total.before !== null;

/** The same figure in the period compared with. */
export const figureBefore = (line: FigureLine, { key }: FigureColumn): number | null => line.before?.[key] ?? null;

/** Nothing was counted: every total is zero or none. */
export const isNothing = ({ tables, listing }: ReportDocument): boolean =>
  (listing === null || listing.count === 0) && tables.every(({ total, lines }) => lines.every(isZero) && isZero(total));

const isZero = ({ figures }: FigureLine): boolean => Object.values(figures).every((value) => !value);
