// What a record's page reads besides the record: its timeline, history, surroundings, tasks and notes.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

import { someQuery } from "../data";
import type { Noun } from "../nouns";

export type TimelineItem = Schemas["TimelineItem"];
export type Kind = TimelineItem["kind"];
export type Task = Schemas["Task"];

const TIMELINE_NOUNS = ["customers", "policies", "claims", "leads"] as const;
export type TimelineNoun = (typeof TIMELINE_NOUNS)[number];

export const hasTimeline = (noun: Noun): noun is TimelineNoun => (TIMELINE_NOUNS as readonly string[]).includes(noun);

// What these answers are joined from; the change stream makes them stale by these names.
const EVERYTHING = [
  "customers",
  "policies",
  "claims",
  "leads",
  "communications",
  "notes",
  "tasks",
  "documents",
  "quotes",
];

export const timelineQuery = (noun: TimelineNoun, id: number, kinds: readonly Kind[]) =>
  infiniteQueryOptions({
    queryKey: ["timeline", noun, id, kinds.join()],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/v1/timeline/{noun}/{id}", {
          params: {
            path: { noun, id },
            query: { page_size: 40, after: pageParam || undefined, kinds: kinds.join() || undefined },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
    meta: { nouns: EVERYTHING },
  });

export const historyQuery = (noun: Noun, id: number) =>
  queryOptions({
    queryKey: [noun, "history", id],
    queryFn: () =>
      body(api.GET(`/v1/${noun}/{id}/history` as "/v1/customers/{id}/history", { params: { path: { id } } })),
  });

export const customerOverviewQuery = (id: number) =>
  queryOptions({
    queryKey: ["customers", "overview", id],
    queryFn: () => body(api.GET("/v1/customers/{id}/overview", { params: { path: { id } } })),
    meta: { nouns: EVERYTHING },
  });

export const policyOverviewQuery = (id: number) =>
  queryOptions({
    queryKey: ["policies", "overview", id],
    queryFn: () => body(api.GET("/v1/policies/{id}/overview", { params: { path: { id } } })),
    meta: { nouns: EVERYTHING },
  });

export const claimOverviewQuery = (id: number) =>
  queryOptions({
    queryKey: ["claims", "overview", id],
    queryFn: () => body(api.GET("/v1/claims/{id}/overview", { params: { path: { id } } })),
    meta: { nouns: EVERYTHING },
  });

export const tasksQuery = (noun: Noun, id: number) =>
  someQuery<Task>("tasks", { record_type: noun, record_id: id, status: "open", sort: "due_at", page_size: 50 });

/** Creating, changing and deleting what hangs on a record: notes, tasks, messages. */
export function useAttached(noun: "notes" | "tasks" | "communications") {
  const cache = useQueryClient();
  const one = `/v1/${noun}/{id}` as "/v1/notes/{id}";
  const onSuccess = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: [noun] }),
      cache.invalidateQueries({
        predicate: ({ meta }) => ((meta?.["nouns"] as string[] | undefined) ?? []).includes(noun),
      }),
    ]);
  const create = useMutation({
    mutationFn: async (fields: Record<string, unknown>) => {
      const { data } = await api.POST(`/v1/${noun}` as "/v1/notes", { body: fields as Schemas["NoteCreate"] });
      return data as unknown as { id: number };
    },
    onSuccess,
  });
  const change = useMutation({
    mutationFn: async ({ id, etag, changes }: { id: number; etag?: string; changes: Record<string, unknown> }) => {
      const header = etag ? { "If-Match": etag } : {};
      await api.PATCH(one, { params: { path: { id }, header }, body: changes as Schemas["NotePatch"] });
    },
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: async (id: number) => {
      await api.DELETE(one, { params: { path: { id } } });
    },
    onSuccess,
  });
  return { create, change, remove };
}
