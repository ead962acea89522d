// The queue of the day, and what is done to it in place.
import { queryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import type { Whose } from "@/ui/WhoseSwitch";

export type Today = Schemas["Today"];
export type TodayItem = Schemas["TodayItem"];
export type Kind = TodayItem["kind"];

export const SHOWN = 100;
const JOINED = ["tasks", "policies", "claims", "communications", "customers", "leads"];

export const todayQuery = (whose: Whose, kind: Kind | null) =>
  queryOptions({
    queryKey: ["today", whose, kind],
    queryFn: () =>
      body(api.GET("/v1/today", { params: { query: { whose, page_size: SHOWN, ...(kind ? { kinds: kind } : {}) } } })),
    meta: { nouns: JOINED },
  });

/** Takes a row off every queue on screen before the API answers; the answer may bring it back. */
function takeOff(cache: QueryClient, { key, kind, days }: TodayItem): void {
  cache.setQueriesData<Today>({ queryKey: ["today"] }, (queue) =>
    queue?.items.some((item) => item.key === key)
      ? {
          items: queue.items.filter((item) => item.key !== key),
          counts: {
            ...queue.counts,
            [kind]: queue.counts[kind] - 1,
            overdue: queue.counts.overdue - (days !== null && days < 0 ? 1 : 0),
          },
        }
      : queue,
  );
}

function useAgain() {
  const cache = useQueryClient();
  return (noun: "tasks" | "communications") =>
    Promise.all([cache.invalidateQueries({ queryKey: ["today"] }), cache.invalidateQueries({ queryKey: [noun] })]);
}

export type Task = Schemas["Task"];

export const taskQuery = (id: number) =>
  queryOptions({
    queryKey: ["tasks", "record", id],
    queryFn: () => body(api.GET("/v1/tasks/{id}", { params: { path: { id } } })),
  });

type TaskChanges = Schemas["TaskPatch"];

/** Changes a task; with `item`, its row leaves the queue at once. */
export function useChangeTask() {
  const cache = useQueryClient();
  const again = useAgain();
  return useMutation({
    mutationFn: ({ id, changes }: { id: number; changes: TaskChanges; item?: TodayItem }) =>
      body(api.PATCH("/v1/tasks/{id}", { params: { path: { id } }, body: changes })),
    onMutate: async ({ item }) => {
      await cache.cancelQueries({ queryKey: ["today"] });
      if (item) takeOff(cache, item);
    },
    onSettled: () => again("tasks"),
  });
}

export function useCreateTask() {
  const again = useAgain();
  return useMutation({
    mutationFn: (task: Schemas["TaskCreate"]) => body(api.POST("/v1/tasks", { body: task })),
    onSuccess: () => again("tasks"),
  });
}

/** The message needs no answer any more. */
export function useSettleMessage() {
  const cache = useQueryClient();
  const again = useAgain();
  return useMutation({
    mutationFn: ({ item, status }: { item: TodayItem; status: "completed" | "delivered" | "sent" | "pending" }) =>
      body(api.PATCH("/v1/communications/{id}", { params: { path: { id: item.id } }, body: { status } })),
    onMutate: async ({ item, status }) => {
      await cache.cancelQueries({ queryKey: ["today"] });
      if (status === "completed") takeOff(cache, item);
    },
    onSettled: () => again("communications"),
  });
}

export type Message = Schemas["Communication"];

export const messageQuery = (id: number) =>
  queryOptions({
    queryKey: ["communications", "record", id, "message"],
    queryFn: () => body(api.GET("/v1/communications/{id}", { params: { path: { id } } })),
  });

/** Keeps what was said in answer; the message leaves the queue. */
export function useLogReply() {
  const again = useAgain();
  return useMutation({
    mutationFn: (said: Schemas["CommunicationCreate"]) => body(api.POST("/v1/communications", { body: said })),
    onSuccess: () => again("communications"),
  });
}
