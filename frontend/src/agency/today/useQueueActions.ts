// What can be done to a row in place, each with a way back.
import { useQueryClient } from "@tanstack/react-query";

import { instantOf, wallClock } from "@/ui/clock";
import { dateText } from "@/ui/DateText";
import { done, failed } from "@/ui/toasts";

import { messageQuery, useChangeTask, useSettleMessage, type TodayItem } from "./queries";

interface QueueActions {
  complete: (item: TodayItem) => void;
  /** Moves a task to another day, at the same hour. */
  putOff: (item: TodayItem, day: string) => void;
  /** A message needs no answer. */
  settle: (item: TodayItem) => void;
}

/** `onLeave` hears which row is about to go, while it is still there. */
export function useQueueActions(zone: string, onLeave: (key: string) => void): QueueActions {
  const cache = useQueryClient();
  const task = useChangeTask();
  const message = useSettleMessage();

  async function settle(item: TodayItem) {
    try {
      const { status } = await cache.fetchQuery(messageQuery(item.id));
      await message.mutateAsync({ item, status: "completed" });
      done("Marked as answered", { detail: item.title, undo: () => message.mutateAsync({ item, status }) });
    } catch (error) {
      failed(error, "The message still waits");
    }
  }

  return {
    complete: (item) => {
      onLeave(item.key);
      task.mutate(
        { id: item.id, changes: { status: "done" }, item },
        {
          onSuccess: () =>
            done("Task done", {
              detail: item.title,
              undo: () => task.mutateAsync({ id: item.id, changes: { status: "open" } }),
            }),
          onError: (error) => failed(error, "The task is still open"),
        },
      );
    },
    putOff: (item, day) => {
      onLeave(item.key);
      const time = item.at ? wallClock(zone, new Date(item.at)).time : undefined;
      task.mutate(
        { id: item.id, changes: { due_at: instantOf(zone, day, time) }, item },
        {
          onSuccess: () =>
            done(`Put off to ${dateText(day)}`, {
              detail: item.title,
              undo: () => task.mutateAsync({ id: item.id, changes: { due_at: item.at } }),
            }),
          onError: (error) => failed(error, "The task keeps its day"),
        },
      );
    },
    settle: (item) => {
      onLeave(item.key);
      void settle(item);
    },
  };
}
