// Files on their way in: how they would be read, rehearsed, imported, and taken back.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { ProblemError } from "@/api/problem";

import { EVERY_MS, isRunning, type Operation } from "../operations";
import type { FileMapping } from "./mapping";

export type OperationKind = Schemas["OperationKind"];
type ImportPreview = Schemas["ImportPreview"];
export type ImportResult = Schemas["ImportResult"];
export type RevertResult = Schemas["RevertResult"];
export type SheetResult = Schemas["SheetResult"];
export type RowPlan = Schemas["RowPlan"];

function form(parts: Record<string, string | File | null>): FormData {
  const made = new FormData();
  for (const [name, part] of Object.entries(parts)) if (part !== null) made.append(name, part);
  return made;
}

interface Reading {
  file: File;
  noun: string | null;
  mapping: FileMapping | null;
}

async function preview({ file, noun, mapping }: Reading): Promise<ImportPreview> {
  const parts = form({ file, noun, mapping: mapping && JSON.stringify(mapping) });
  return body(api.POST("/v1/imports/preview", { body: { file: file.name }, bodySerializer: () => parts }));
}

/** How a file was understood. noun: what a single sheet is read as; null lets every sheet be what it was found to be. */
export interface Understood {
  noun: string | null;
  preview: ImportPreview;
  /** The file was opened as one thing and holds another. */
  other: boolean;
}

/** Reads a file as the noun it was opened for, unless it plainly holds another. */
async function understand(file: File, wanted: string): Promise<Understood> {
  const guessed = await preview({ file, noun: null, mapping: null }).catch((error: unknown) => {
    // Not recognised, or not for this person: it may still be what they say it is.
    if (error instanceof ProblemError && (error.code === "mapping_unusable" || error.status === 403)) return null;
    throw error;
  });
  const [only] = guessed?.sheets ?? [];
  if (guessed && (guessed.sheets.length > 1 || guessed.ignored.length > 0))
    return { noun: null, preview: guessed, other: !guessed.sheets.some((sheet) => sheet.noun === wanted) };
  if (guessed && only?.noun === wanted) return { noun: wanted, preview: guessed, other: false };
  const told = await preview({ file, noun: wanted, mapping: null });
  if (guessed && only && lacks(told)) return { noun: only.noun, preview: guessed, other: true };
  return { noun: wanted, preview: told, other: false };
}

/** Whether a required field has no column. */
function lacks({ sheets }: ImportPreview): boolean {
  return sheets.some((sheet) => {
    const mapped = new Set(Object.values(sheet.mapping));
    return sheet.fields.some((field) => field.required && !mapped.has(field.name));
  });
}

const identity = (file: File) => [file.name, file.size, file.lastModified];

export const understoodQuery = (file: File, wanted: string) =>
  queryOptions({
    queryKey: ["import-file", "understood", identity(file), wanted],
    queryFn: () => understand(file, wanted),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });

export const readingQuery = ({ file, noun, mapping }: Reading) =>
  queryOptions({
    queryKey: ["import-file", "reading", identity(file), noun, mapping],
    queryFn: () => preview({ file, noun, mapping }),
    staleTime: Infinity,
    retry: false,
    placeholderData: (before) => before,
  });

export interface ImportOrder extends Reading {
  match: string[] | null;
  dry_run: boolean;
}

/** Orders an import or its rehearsal, which goes on without this page; answers with the operation. */
export function useOrderImport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ file, noun, mapping, match, dry_run }: ImportOrder): Promise<Operation> => {
      const parts = form({
        file,
        noun,
        mapping: mapping && JSON.stringify(mapping),
        match: match && match.length > 0 ? match.join(",") : null,
        dry_run: String(dry_run),
      });
      return body(api.POST("/v1/imports", { body: { file: file.name, dry_run }, bodySerializer: () => parts }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ["operations", "list"] }),
  });
}

export const PAGE_SIZE = 25;

export const operationsQuery = (kind: OperationKind | null, page: number) =>
  queryOptions({
    queryKey: ["operations", "list", kind, page],
    queryFn: () => {
      const query = { page, page_size: PAGE_SIZE, rehearsals: false, ...(kind ? { kind } : {}) };
      return body(api.GET("/v1/operations", { params: { query } }));
    },
    meta: { nouns: ["operations"] },
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? EVERY_MS * 2 : false),
  });
