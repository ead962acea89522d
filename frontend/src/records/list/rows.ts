// The rows of a list, page by page, each page a query of its own: only what is on screen is asked for again.
import { queryOptions, useQueries, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { api } from "@/api/client";

import { keys } from "../data";
import type { Noun } from "../nouns";
import type { Question } from "./address";
import type { Row } from "./config";

const FIRST_PAGE = 100;
const NEXT_PAGES = 200;
const KEPT_MS = 10 * 60_000;

interface RowPage {
  items: Row[];
  next: string | null;
}

type Cursor = string | null;

/** What rows carry, where whole records would be heavy: reports bring all that their files are made from. */
const CARRIED: Partial<Record<Noun, string>> = {
  reports:
    "id,version,report_number,name,report_type,period,format,status,progress,report_key,file_size,generated_date," +
    "made_for_id,owner_id,failure,created_at,updated_at",
};

const all = (noun: Noun) => `/v1/${noun}` as "/v1/customers";

function parameters({ q, sort, filter }: Question) {
  return { ...(q ? { q } : {}), ...(sort ? { sort } : {}), ...(filter ? { filter: JSON.stringify(filter) } : {}) };
}

export const pageQuery = (noun: Noun, { q, sort, filter }: Question, after: Cursor) =>
  queryOptions({
    queryKey: [...keys.lists(noun), { q, sort, filter }, after],
    queryFn: async ({ signal }): Promise<RowPage> => {
      const query = {
        ...parameters({ q, sort, filter }),
        count: "none" as const,
        page_size: after ? NEXT_PAGES : FIRST_PAGE,
        ...(CARRIED[noun] ? { fields: CARRIED[noun] } : {}),
      };
      const { data } = await api.GET(all(noun), { params: { query: after ? { ...query, after } : query }, signal });
      return data as unknown as RowPage;
    },
    gcTime: KEPT_MS,
  });

export interface Total {
  total: number;
  about: boolean;
}

/** How many there are; asked apart, because counting may take longer than reading a page. */
export const totalQuery = (noun: Noun, { q, filter }: Question) =>
  queryOptions({
    queryKey: [noun, "total", { q, filter }],
    queryFn: async ({ signal }): Promise<Total> => {
      const asked = { ...parameters({ q, filter, sort: "" }), count: "auto" as const, page_size: 1 };
      const query = CARRIED[noun] ? { ...asked, fields: "id" } : asked;
      const { data } = await api.GET(all(noun), { params: { query }, signal });
      return { total: data?.total ?? 0, about: data?.total_is_estimate ?? false };
    },
  });

/**
 * All rows in order, each once, and where each page ends.
 *
 * A page that was asked for again may reach into the next one or have taken a row from it: the first place counts.
 */
export function rowsOf(pages: readonly (RowPage | undefined)[]): { rows: Row[]; ends: number[] } {
  const rows: Row[] = [];
  const ends: number[] = [];
  const seen = new Set<number>();
  for (const page of pages) {
    for (const row of page?.items ?? []) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      rows.push(row);
    }
    ends.push(rows.length);
  }
  return { rows, ends };
}

/** The pages that are known already, by following them through the cache. */
function knownCursors(cache: QueryClient, noun: Noun, question: Question): Cursor[] {
  const cursors: Cursor[] = [null];
  for (;;) {
    const { queryKey } = pageQuery(noun, question, cursors.at(-1) ?? null);
    const next = cache.getQueryData<RowPage>(queryKey)?.next;
    if (!next || cache.getQueryData(pageQuery(noun, question, next).queryKey) === undefined) return cursors;
    cursors.push(next);
  }
}

export interface Rows {
  rows: readonly Row[];
  /** The rows are those of the question before, until the new ones arrive. */
  isOld: boolean;
  isLoading: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  /** Rows on screen; more are fetched when the end comes near. */
  onVisible: (first: number, last: number) => void;
}

const NO_ROWS: readonly Row[] = [];

export function useRows(noun: Noun, question: Question, enabled = true): Rows {
  const cache = useQueryClient();
  const key = JSON.stringify([noun, question]);
  const [chain, setChain] = useState(() => ({ key, cursors: knownCursors(cache, noun, question) }));
  const [onScreen, setOnScreen] = useState<[number, number]>([0, 0]);
  const cursors = chain.key === key ? chain.cursors : knownCursors(cache, noun, question);
  if (chain.key !== key) {
    setChain({ key, cursors });
    setOnScreen([0, 0]);
  }

  const pages = useQueries({
    queries: cursors.map((after, page) => ({
      ...pageQuery(noun, question, after),
      enabled: enabled && ((page >= onScreen[0] && page <= onScreen[1]) || page === cursors.length - 1),
    })),
  });
  const head = pages[0];
  const answered = pages.map(({ data }) => data);
  // A new list only when an answer is new, so that rows are not drawn again for nothing.
  const { rows, ends } = useStable(answered, rowsOf);
  const last = pages.at(-1)?.data;
  const ready = head?.data !== undefined;

  const [kept, setKept] = useState<readonly Row[]>(NO_ROWS);
  if (ready && kept !== rows) setKept(rows);

  const onVisible = useCallback(
    (first: number, lastRow: number) => {
      const pageAt = (row: number) =>
        Math.max(
          0,
          ends.findIndex((end) => row < end),
        );
      const from = pageAt(first);
      const to = lastRow >= rows.length ? ends.length - 1 : pageAt(lastRow);
      setOnScreen((before) => (before[0] === from && before[1] === to ? before : [from, to]));
      const next = last?.next;
      if (next && lastRow >= rows.length)
        setChain((before) =>
          before.key === key && !before.cursors.includes(next) ? { key, cursors: [...before.cursors, next] } : before,
        );
    },
    [ends, rows.length, last, key],
  );

  return {
    rows: ready ? rows : kept,
    isOld: !ready && kept.length > 0,
    isLoading: enabled && !ready && !head?.error,
    error: ready ? null : (head?.error ?? null),
    retry: () => void head?.refetch(),
    hasMore: ready && (last === undefined || last.next !== null),
    onVisible,
  };
}

/** `make(parts)`, made again only when one of the parts is another one. */
function useStable<P, V>(parts: readonly P[], make: (parts: readonly P[]) => V): V {
  const [made, setMade] = useState(() => ({ parts, value: make(parts) }));
  if (parts.length === made.parts.length && parts.every((part, place) => part === made.parts[place])) return made.value;
  const next = { parts, value: make(parts) };
  setMade(next);
  return next.value;
}

export const useTotal = (noun: Noun, question: Question, enabled = true) =>
  useQuery({ ...totalQuery(noun, question), enabled, placeholderData: (before) => before });

/** Puts changed fields into every list that shows the record, before the API answers. */
export function patchRows(cache: QueryClient, noun: Noun, id: number, changes: Record<string, unknown>): void {
  cache.setQueriesData<RowPage>(
    { queryKey: keys.lists(noun) },
    (page) =>
      page && {
        ...page,
        items: page.items.map((row) => (row.id === id ? { ...row, ...changes } : row)),
      },
  );
}
