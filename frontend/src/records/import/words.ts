// Operations in words.
import type { Schemas } from "@/api/client";

import { isNoun, NOUNS, type Noun } from "../nouns";
import type { Operation, OperationSummary } from "../operations";

const DOING: Record<OperationSummary["kind"], string> = {
  import: "Import",
  bulk_create: "Adding",
  bulk_update: "Change",
  bulk_delete: "Deletion",
  revert: "Undo",
};

/** `customers,policies` as `customers and policies`. */
export function nounsText(nouns: string): string {
  return nouns
    .split(",")
    .map((noun) => (isNoun(noun) ? NOUNS[noun].many.toLowerCase() : noun.replaceAll(/[-_/]/g, " ")))
    .join(" and ");
}

/** `Import of clients.csv`, `Change of policies`, `Undo of the import of clients.csv`. */
export function titleOf(operation: OperationSummary): string {
  if (operation.kind === "import")
    return `${operation.dry_run ? "Check" : "Import"} of ${operation.file_name ?? "a file"}`;
  if (operation.kind === "revert" && operation.reverts) return `Undo of the ${undoneTitle(operation.reverts)}`;
  return `${DOING[operation.kind]} of ${nounsText(operation.noun)}`;
}

function undoneTitle({ kind, noun, file_name }: NonNullable<OperationSummary["reverts"]>): string {
  return `${DOING[kind].toLowerCase()} of ${file_name ?? nounsText(noun)}`;
}

export interface Count {
  label: string;
  count: number;
}

/** What an operation did, without the zeros. A rehearsal would do it, an undo did the opposite. */
export function countsOf(operation: OperationSummary): Count[] {
  const undo = operation.kind === "revert";
  const found: Count[] = [
    { label: operation.dry_run ? "to create" : undo ? "brought back" : "created", count: operation.created_count },
    { label: operation.dry_run ? "to change" : undo ? "changed back" : "changed", count: operation.updated_count },
    { label: undo ? "removed" : "deleted", count: operation.deleted_count },
    { label: undo ? "kept as edited since" : "skipped", count: operation.skipped_count },
    { label: "rejected", count: operation.rejected_count },
  ];
  return found.filter(({ count }) => count > 0);
}

export const number = (count: number): string => count.toLocaleString("en-US");

/** How a file was read, for those who wonder about strange letters. */
export function readingText(encoding: string | null, delimiter: string | null): string {
  if (encoding === null) return "Excel workbook";
  const names: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
  return `Text in ${encoding}, separated by ${names[delimiter ?? ","] ?? `“${delimiter ?? ""}”`}`;
}

type Criteria = Record<string, unknown>;

/** The list that shows what an operation created or changed, by its moment; null when it left nothing to show. */
export function rowsOf(operation: Operation): { noun: Noun; filter: Criteria }[] {
  const result = operation.result;
  if (!result || operation.dry_run || operation.status !== "completed") return [];
  if (operation.kind === "import" && "sheets" in result) {
    const filled = result.sheets.filter((sheet) => sheet.created + sheet.updated > 0);
    return [...new Set(filled.map((sheet) => sheet.noun))].filter(isNoun).map((noun) => ({
      noun,
      filter: touchedAt(
        result.at,
        filled.filter((sheet) => sheet.noun === noun),
      ),
    }));
  }
  if (!isNoun(operation.noun)) return [];
  if (operation.kind === "bulk_create") return [{ noun: operation.noun, filter: { created_at: result.at } }];
  return operation.kind === "bulk_update" ? [{ noun: operation.noun, filter: { updated_at: result.at } }] : [];
}

function touchedAt(at: string, sheets: Schemas["SheetResult"][]): Criteria {
  const created = sheets.some((sheet) => sheet.created > 0);
  const updated = sheets.some((sheet) => sheet.updated > 0);
  if (created && updated) return { or: [{ created_at: at }, { updated_at: at }] };
  return created ? { created_at: at } : { updated_at: at };
}

/** Whether it changed something that can be taken back. */
export const canUndo = (operation: OperationSummary): boolean =>
  operation.kind !== "revert" &&
  operation.status === "completed" &&
  !operation.dry_run &&
  operation.created_count + operation.updated_count + operation.deleted_count > 0;
