// The figures of reports, and what they can be narrowed by.
import { queryOptions } from "@tanstack/react-query";

import { api, body } from "@/api/client";

import { askedOf, type ReportSearch } from "./address";

/** Counting a large book takes seconds: what was counted stays for a while, and on the way back from a list. */
const FRESH_MS = 60_000;
const KEPT_MS = 30 * 60_000;

export const reportQuery = (key: string, search: ReportSearch) =>
  queryOptions({
    queryKey: ["report-figures", key, askedOf(search)],
    queryFn: ({ signal }) =>
      body(
        api.GET("/v1/reports/catalogue/{report}", {
          params: { path: { report: key }, query: askedOf(search) },
          signal,
        }),
      ),
    staleTime: FRESH_MS,
    gcTime: KEPT_MS,
    retry: false,
  });

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: () => body(api.GET("/v1/teams")),
  staleTime: 5 * 60_000,
});
export const ownFiguresQuery = (id: number, { period, compare }: ReportSearch) =>
  queryOptions({
    queryKey: ["report-figures", `own:${id}`, { period, compare }],
    queryFn: ({ signal }) =>
      body(api.GET("/v1/own-reports/{id}/figures", { params: { path: { id }, query: { period, compare } }, signal })),
    staleTime: FRESH_MS,
    gcTime: KEPT_MS,
    retry: false,
    meta: { nouns: ["own-reports"] },
  });
