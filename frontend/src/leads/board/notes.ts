// What a card says about its time: what is due, what is late, and how long it has stood there.
import { counted } from "@/ui/counted";

import type { Card } from "./queries";
import { isOpen, stageOf } from "./stages";

export interface Note {
  text: string;
  late: boolean;
}

type Timed = Pick<Card, "status" | "answer_by" | "next_task_at" | "lost_reason">;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in one short figure; a card has no room for two. */
function lengthText(ms: number): string {
  if (ms >= 14 * DAY_MS) return counted(Math.floor(ms / (7 * DAY_MS)), "week");
  if (ms >= DAY_MS) return counted(Math.floor(ms / DAY_MS), "day");
  if (ms >= HOUR_MS) return counted(Math.floor(ms / HOUR_MS), "hour");
  return counted(Math.max(1, Math.floor(ms / MINUTE_MS)), "minute");
}

function due(what: string, instant: string, now: number): Note {
  const ahead = new Date(instant).getTime() - now;
  return ahead > 0
    ? { text: `${what} in ${lengthText(ahead)}`, late: false }
    : { text: `${what} ${lengthText(-ahead)} late`, late: true };
}

/** The one thing about a card that cannot wait; null when there is none. */
export function noteOf({ status, answer_by, next_task_at, lost_reason }: Timed, now: number): Note | null {
  const stage = stageOf(status);
  if (stage === "lost" && lost_reason) return { text: lost_reason, late: false };
  if (!isOpen(stage)) return null;
  if (answer_by) return due("Answer", answer_by, now);
  return next_task_at ? due("Task", next_task_at, now) : null;
}

const OLD_DAYS = 14;

/** Whole days that have passed. */
export const daysSince = (instant: string, now = Date.now()): number =>
  Math.max(0, Math.floor((now - new Date(instant).getTime()) / DAY_MS));

export const ageText = (days: number): string => (days === 0 ? "Today" : counted(days, "day"));

/** How long it has been in its stage; `old` when somebody should look. */
export function ageOf(card: Pick<Card, "days" | "status">): { text: string; old: boolean } {
  return {
    text: ageText(card.days),
    old: card.days >= OLD_DAYS && isOpen(stageOf(card.status)),
  };
}
