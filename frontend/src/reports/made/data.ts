// Asking for reports as files, and following one until it is there.
import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { keys, recordQuery } from "@/records/data";
import { failed } from "@/ui/toasts";

export type Report = Schemas["Report"];
export type Format = Report["format"];

/** What a report is asked for, as its address or its API says it. filter: criteria, also as JSON text. */
export interface Asked {
  period?: string | null;
  compare?: "before" | "year_before" | null;
  line?: string | null;
  owner?: number | null;
  team?: number | null;
  filter?: string | Record<string, unknown> | null;
}

export interface Wanted {
  /** A key of the catalogue, or `own:7`. */
  report: string;
  format: Format;
  name: string;
  asked: Asked;
}

/** Without word from the server (a browser may be cut off from its events) one asks now and then. */
const EVERY_MS = 1_500;

const WAITING = { status: "pending", progress: 0 } as const;

const criteria = (filter: Asked["filter"]): Record<string, unknown> | null =>
  typeof filter === "string" ? (JSON.parse(filter) as Record<string, unknown>) : (filter ?? null);

function known(cache: QueryClient, report: Report): Report {
  cache.removeQueries({ queryKey: keys.record("reports", report.id) });
  void cache.invalidateQueries({ queryKey: ["reports"] });
  return report;
}

/** Orders a report as a file; answers with the report, which is still to be made. */
export function useMake() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ report, format, name, asked }: Wanted) =>
      body(
        api.POST("/v1/reports/made", {
          body: { ...asked, report, format, name: name.trim() || null, filter: criteria(asked.filter) },
        }),
      ),
    onSuccess: (report) => known(cache, report),
  });
}

/** Orders it again: a failed one anew, a completed one from what was kept of it. From the click on it is being made. */
export function useMakeAgain() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => body(api.POST("/v1/reports/{report_id}/make", { params: { path: { report_id: id } } })),
    onMutate: async (id) => {
      const { queryKey } = followed(id);
      await cache.cancelQueries({ queryKey });
      cache.setQueryData(queryKey, (was) => was && { ...was, record: { ...was.record, ...WAITING } });
    },
    onError: (error) => failed(error, "The report is not made again"),
    onSettled: () => cache.invalidateQueries({ queryKey: ["reports"] }),
  });
}

const followed = (id: number) =>
  queryOptions({
    ...recordQuery("reports", id),
    refetchInterval: ({ state }) => (state.data?.record.status === "pending" ? EVERY_MS : false),
  });

/** A report, asked about until it is completed or has failed. */
export const useReport = (id: number) => useQuery(followed(id));

/** Where the file is. */
export const fileAddress = (id: number): string => `/v1/reports/${id}/file`;
