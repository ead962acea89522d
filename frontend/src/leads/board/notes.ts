// What a card says about its time: what is due, what is overdue, and how long it has stood there.
import { agoText } from "@/ui/DateText";
import { counted } from "@/ui/counted";

import type { Card } from "./queries";
import { isOpen, stageOf } from "./stages";

export interface Note {
  text: string;
  late: boolean;
}

type Timed = Pick<Card, "status" | "answer_by" | "next_task_at" | "lost_reason">;

/** The one thing about a card that cannot wait; null when there is none. */
export function noteOf(card: Timed, now: number): Note | null {
  const stage = stageOf(card.status);
  if (stage === "lost" && card.lost_reason) return { text: card.lost_reason, late: false };
  if (!isOpen(stage)) return null;
  const isPast = (instant: string) => new Date(instant).getTime() <= now;
  if (card.answer_by)
    return isPast(card.answer_by)
      ? { text: `Answer was due ${agoText(card.answer_by, now)}`, late: true }
      : { text: `Answer due ${agoText(card.answer_by, now)}`, late: false };
  if (card.next_task_at)
    return isPast(card.next_task_at)
      ? { text: `Task was due ${agoText(card.next_task_at, now)}`, late: true }
      : { text: `Task due ${agoText(card.next_task_at, now)}`, late: false };
  return null;
}

const OLD_DAYS = 14;

/** How long it has been in its stage; `old` when somebody should look. */
export function ageOf(card: Pick<Card, "days" | "status">): { text: string; old: boolean } {
  return {
    text: card.days === 0 ? "Today" : counted(card.days, "day"),
    old: card.days >= OLD_DAYS && isOpen(stageOf(card.status)),
  };
}
