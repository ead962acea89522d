// Reading the audit trail. Nobody can change it.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

import { criteriaOf, type AuditSearch } from "./address";

export type Entry = Schemas["AuditEntry"];

const PAGE_SIZE = 100;

/** What both the list and its export are asked with. */
export function questionOf(search: AuditSearch): { filter?: string; sort: string } {
  const criteria = criteriaOf(search);
  return { ...(criteria ? { filter: JSON.stringify(criteria) } : {}), sort: search.sort ?? "-id" };
}

export const entriesQuery = (search: AuditSearch) => {
  const question = questionOf(search);
  return infiniteQueryOptions({
    queryKey: ["audit", "list", question],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/v1/audit", {
          signal,
          params: {
            query: { ...question, page_size: PAGE_SIZE, after: pageParam, count: pageParam ? "none" : "auto" },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
};

export const entryQuery = (id: number) =>
  queryOptions({
    queryKey: ["audit", "record", id],
    queryFn: () => body(api.GET("/v1/audit/{id}", { params: { path: { id } } })),
    staleTime: Infinity,
  });

export const auditFieldsQuery = queryOptions({
  queryKey: ["fields", "audit"],
  queryFn: () => body(api.GET("/v1/fields/{noun}", { params: { path: { noun: "audit" } } })),
  staleTime: Infinity,
});

/** The same entries as a file. */
export function exportAddress(search: AuditSearch, format: "csv" | "xlsx"): string {
  return `/v1/audit/export?${new URLSearchParams({ ...questionOf(search), format }).toString()}`;
}
