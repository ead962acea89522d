// Reports that are sent regularly, and the links that were mailed: reading and changing them.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { finished, useUndo } from "@/records/operations";
import { done, failed } from "@/ui/toasts";

import type { Cadence } from "./words";

export type Schedule = Schemas["ReportSchedule"];
type ScheduleFields = Schemas["ReportScheduleCreate"];
export type SentLink = Schemas["SentLink"];

const MANY = 200;
const EVERY_MS = 5_000;
/** The times of a schedule move without a word from the server: that they do is nobody's change. */
const NOW_AND_THEN_MS = 30_000;

export const schedulesQuery = queryOptions({
  queryKey: ["report-schedules", "all"],
  queryFn: async () =>
    (await body(api.GET("/v1/report-schedules", { params: { query: { sort: "name", page_size: MANY } } }))).items,
  refetchInterval: NOW_AND_THEN_MS,
});

/** How mails go out at all. */
export const mailQuery = queryOptions({
  queryKey: ["report-schedules", "mail"],
  queryFn: () => body(api.GET("/v1/report-schedules/mail")),
  staleTime: 5 * 60_000,
});

interface Times {
  cadence: Cadence;
  weekday: number;
  day: number;
  hour: number;
}

/** When such a schedule would be sent next. */
export const nextQuery = ({ cadence, weekday, day, hour }: Times) =>
  queryOptions({
    queryKey: ["report-schedules", "next", cadence, weekday, day, hour],
    queryFn: () =>
      body(api.GET("/v1/report-schedules/next", { params: { query: { cadence, weekday, day_of_month: day, hour } } })),
    meta: { nouns: ["settings"] },
  });

/** Keeps a new schedule, or what was changed of one that was on screen. */
export function useSaveSchedule(before: Schedule | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (fields: ScheduleFields): Promise<Schedule> => {
      if (!before) return body(api.POST("/v1/report-schedules", { body: fields }));
      const params = { path: { id: before.id }, header: { "If-Match": `"${before.version}"` } };
      return body(api.PATCH("/v1/report-schedules/{id}", { params, body: fields }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ["report-schedules"] }),
  });
}

/** Lets a schedule rest, or go on. */
export function usePause() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ schedule, active }: { schedule: Schedule; active: boolean }) =>
      body(
        api.PATCH("/v1/report-schedules/{id}", { params: { path: { id: schedule.id } }, body: { is_active: active } }),
      ),
    onSuccess: (saved) => done(saved.is_active ? `“${saved.name}” goes on` : `“${saved.name}” rests`),
    onError: (error) => failed(error),
    onSettled: () => cache.invalidateQueries({ queryKey: ["report-schedules"] }),
  });
}

/** Has the report made, and mailed when it is ready. */
export function useSendNow(open: (reportId: number) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Schedule) =>
      body(api.POST("/v1/report-schedules/{schedule_id}/send", { params: { path: { schedule_id: id } } })),
    onSuccess: (report, schedule) =>
      done(`“${schedule.name}” is being made`, {
        detail: `It goes to ${people(schedule.recipients.length)} when it is ready.`,
        action: { label: "Open", run: () => open(report.id) },
      }),
    onError: (error) => failed(error, "It was not sent"),
    onSettled: () =>
      Promise.all([["report-schedules"], ["reports"]].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}

const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);

/** Deletes a schedule; it can be taken back. */
export function useDeleteSchedule() {
  const cache = useQueryClient();
  const undo = useUndo();
  return useMutation({
    mutationFn: async ({ id }: Schedule) =>
      finished(await body(api.POST("/v1/report-schedules/bulk", { body: { action: "delete", ids: [id] } }))),
    onSuccess: (operation, { name }) => done(`Deleted “${name}”`, { undo: () => undo.mutateAsync(operation.id) }),
    onError: (error) => failed(error, "It was not deleted"),
    onSettled: () => cache.invalidateQueries({ queryKey: ["report-schedules"] }),
  });
}

/** Whom a report was mailed. Mails that are on their way are followed. */
export const linksQuery = (reportId: number) =>
  queryOptions({
    queryKey: ["reports", "links", reportId],
    queryFn: async () =>
      (await body(api.GET("/v1/reports/{report_id}/links", { params: { path: { report_id: reportId } } }))).items,
    refetchInterval: ({ state }) => (state.data?.some((link) => !link.sent_at && !link.failure) ? EVERY_MS : false),
  });

/** Ends a link; it cannot be given back. */
export function useRevoke(reportId: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: SentLink) => {
      await api.DELETE("/v1/report-links/by-id/{link_id}", { params: { path: { link_id: id } } });
    },
    onSuccess: (_, { sent_to: who }) => done(`The link of ${who} works no more`),
    onError: (error) => failed(error),
    onSettled: () => cache.invalidateQueries(linksQuery(reportId)),
  });
}
