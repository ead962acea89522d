// The records before and after one, in the list that its address names.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";

import type { ListSearch } from "@/app/search";

import type { Noun } from "../nouns";
import { EVERYTHING, questionOf, questionOfView, type Question } from "./address";
import { pageQuery, useRows, useTotal } from "./rows";
import { viewsQuery } from "./views";

export interface Neighbours {
  previous: number | null;
  next: number | null;
  /** From 1; null when the record is not among the rows that are loaded. */
  position: number | null;
  total: number | null;
  /** What keeps the list's question in the address of a neighbour. */
  search: ListSearch;
}

/** Next and previous without going back to the list; nothing for a record that was opened on its own. */
export function useNeighbours(noun: Noun, id: number): Neighbours {
  const { view: viewId, q, sort, filter, face }: ListSearch = useSearch({ strict: false });
  const cache = useQueryClient();
  const views = useQuery({ ...viewsQuery(noun), enabled: viewId !== undefined });
  const view = views.data?.find((one) => one.id === viewId);
  const question = useMemo(
    (): Question => questionOf({ q, sort, filter }, view ? questionOfView(view.definition) : EVERYTHING),
    [q, sort, filter, view],
  );
  // A plain address may come from anywhere: only a list that is there already says what is next to it.
  const named = viewId !== undefined || q !== undefined || sort !== undefined || filter !== undefined;
  const known = cache.getQueryData(pageQuery(noun, question, null).queryKey) !== undefined;
  const enabled = (named || known) && !(viewId !== undefined && views.isPending);
  const { rows, onVisible, hasMore } = useRows(noun, question, enabled);
  const total = useTotal(noun, question, enabled);
  const place = rows.findIndex((row) => row.id === id);

  useEffect(() => {
    if (place >= 0 && place >= rows.length - 2 && hasMore) onVisible(place, rows.length);
  }, [place, rows.length, hasMore, onVisible]);

  return {
    previous: rows[place - 1]?.id ?? null,
    next: place === -1 ? null : (rows[place + 1]?.id ?? null),
    position: place === -1 ? null : place + 1,
    total: total.data && !total.data.about ? total.data.total : null,
    search: Object.fromEntries(
      Object.entries({ view: viewId, q, sort, filter, face }).filter(([, value]) => value !== undefined),
    ),
  };
}
