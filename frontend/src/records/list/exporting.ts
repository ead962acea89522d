// A list as a file: read as a stream, so that its progress can be told and failures can be explained.
import { problemOf } from "@/api/problem";

import type { Noun } from "../nouns";
import type { Question } from "./address";
import type { Picked } from "./selection";

export type Format = "csv" | "xlsx" | "json";

export const FORMATS: { format: Format; label: string }[] = [
  { format: "xlsx", label: "Excel (.xlsx)" },
  { format: "csv", label: "Text table (.csv)" },
  { format: "json", label: "JSON" },
];

// Ids travel in the address of the file, whose length browsers and servers limit.
export const MOST_IDS = 2_000;

/** Where the file of the picked records is; null when too many are picked one by one. */
export function exportAddress(
  noun: Noun,
  format: Format,
  { q, sort, filter }: Question,
  picked: Picked | null,
  fields: readonly string[],
): string | null {
  const asked = new URLSearchParams({ format });
  if (picked?.ids && picked.ids.length > MOST_IDS) return null;
  const wanted = picked?.ids ? { id: picked.ids } : picked ? (picked.filter ?? null) : filter;
  if (q && !picked?.ids) asked.set("q", q);
  if (sort) asked.set("sort", sort);
  if (wanted) asked.set("filter", JSON.stringify(wanted));
  if (fields.length > 0) asked.set("fields", fields.join(","));
  return `/v1/${noun}/export?${asked.toString()}`;
}

/** Fetches a file and hands it to the browser. `onProgress` hears the bytes so far. */
export async function download(
  address: string,
  name: string,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(address, { credentials: "same-origin", signal });
  if (!response.ok) throw await problemOf(response);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    parts.push(piece.value);
    bytes += piece.value.byteLength;
    onProgress(bytes);
  }
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  const place = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = place;
  link.download = named(response) ?? name;
  link.click();
  URL.revokeObjectURL(place);
}

const named = (response: Response): string | undefined =>
  /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
