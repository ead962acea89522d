// Own reports: reading, previewing and keeping them.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

import { fieldsOf, type Definition, type Draft, type OwnReport } from "./draft";

export type ReportDocument = Schemas["ReportDocument"];
export type ListedRecords = Schemas["ListedRecords"];

const KEY = "own-reports";

export interface Kept {
  report: OwnReport;
  /** Of the version that was read. */
  etag: string;
}

async function read(id: number): Promise<Kept> {
  const { data, response } = await api.GET("/v1/own-reports/{id}", { params: { path: { id } } });
  return { report: data as OwnReport, etag: response.headers.get("etag") ?? "" };
}

export const ownReportQuery = (id: number) => queryOptions({ queryKey: [KEY, "record", id], queryFn: () => read(id) });

/** As it is now, whatever was read before. */
export const readAgain = read;

/** What a definition shows, without keeping it. */
export const previewQuery = (noun: string, definition: Definition) =>
  queryOptions({
    queryKey: ["own-report-preview", noun, definition],
    queryFn: () => body(api.POST("/v1/own-reports/figures", { body: { noun, definition } })),
    retry: false,
    meta: { nouns: [noun] },
    gcTime: 60_000,
  });

/** The first records that a definition lists, without keeping it. */
export const listedQuery = (noun: string, definition: Definition) =>
  queryOptions({
    queryKey: ["own-report-preview", "rows", noun, definition],
    queryFn: () => body(api.POST("/v1/own-reports/rows", { body: { noun, definition } })),
    retry: false,
    gcTime: 60_000,
  });

/** The first records that a kept report lists. */
export const recordsQuery = (id: number, period?: string) =>
  queryOptions({
    queryKey: [KEY, "rows", id, period ?? null],
    queryFn: () => body(api.GET("/v1/own-reports/{id}/rows", { params: { path: { id }, query: { period } } })),
    retry: false,
  });

interface Save {
  draft: Draft;
  /** Null for a new one. */
  over: { id: number; etag: string } | null;
}

export function useSave() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, over }: Save): Promise<OwnReport> => {
      const fields = fieldsOf(draft);
      const saved = over
        ? await body(
            api.PATCH("/v1/own-reports/{id}", {
              params: { path: { id: over.id }, header: { "If-Match": over.etag } },
              body: fields,
            }),
          )
        : await body(api.POST("/v1/own-reports", { body: fields }));
      return saved as OwnReport;
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: [KEY] }),
  });
}
