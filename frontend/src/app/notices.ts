// Reading my notifications, and saying that they were read.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { isNoun } from "@/records/nouns";

const PAGE_SIZE = 20;

export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread"],
  queryFn: async () => {
    const found = await body(api.GET("/v1/notifications", { params: { query: { page_size: 1 } } }));
    return found.unread;
  },
});

export const noticesQuery = infiniteQueryOptions({
  queryKey: ["notifications", "list"],
  queryFn: ({ pageParam }) =>
    body(api.GET("/v1/notifications", { params: { query: { page_size: PAGE_SIZE, after: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next ?? undefined,
});

/** Marks these as read, or all. */
export function useMarkRead() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (ids: number[] | "all") =>
      body(api.POST("/v1/notifications/read", { body: ids === "all" ? { all: true } : { ids } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["notifications"] }),
  });
}

/** Where what a notification is about is shown; null when it has no page. */
export function addressOf({ kind, noun, record_id: id }: Schemas["Notification"]): string | null {
  if (kind === "scoring_alarm") return "/scoring";
  if (noun === "operations") return "/operations";
  if (noun === "tasks") return "/today";
  if (noun === "report_schedules") return "/reports/schedules";
  return noun !== null && id !== null && isNoun(noun) ? `/${noun}/${id}` : null;
}
