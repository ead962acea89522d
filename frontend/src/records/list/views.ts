// Saved views: a question and its columns under a name, private or shared.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

import type { Layout } from "@/ui/grid";

import type { Noun } from "../nouns";
import type { Asked } from "./address";

export type SavedView = Schemas["SavedView"];

const KEY = "saved-views";

export const viewsQuery = (noun: Noun) =>
  queryOptions({
    queryKey: [KEY, noun],
    queryFn: async (): Promise<SavedView[]> => {
      const query = { noun, page_size: 200, sort: "name", count: "none" as const };
      const page = await body(api.GET("/v1/saved-views", { params: { query } }));
      return page.items as SavedView[];
    },
    staleTime: 5 * 60_000,
  });

type Definition = SavedView["definition"];
type Change = { name?: string; definition?: Definition; is_shared?: boolean };

export function useSaveView(noun: Noun) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (view: { name: string; definition: Definition; is_shared: boolean }) =>
      body(api.POST("/v1/saved-views", { body: { noun, ...view } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: [KEY, noun] }),
  });
}

export function useChangeView(noun: Noun) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ view, change }: { view: SavedView; change: Change }) =>
      body(
        api.PATCH("/v1/saved-views/{id}", {
          params: { path: { id: view.id }, header: { "If-Match": `"${view.version}"` } },
          body: change,
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: [KEY, noun] }),
  });
}

export function useDeleteView(noun: Noun) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (view: SavedView) =>
      api.DELETE("/v1/saved-views/{id}", { params: { path: { id: view.id } } }).then(() => view),
    onSuccess: () => cache.invalidateQueries({ queryKey: [KEY, noun] }),
  });
}

/** A question and its columns as a view keeps them. */
export function definitionOf({ q, sort, filter, face }: Asked, columns: Layout): Definition {
  const display = { columns, ...(face === "list" ? {} : { face }) };
  return { ...(q ? { q } : {}), ...(sort ? { sort } : {}), ...(filter ? { filter } : {}), display };
}
