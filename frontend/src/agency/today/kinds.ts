// What each kind of work is called, and how it looks.
import { IconCalendarRepeat, IconChecklist, IconMessage, IconShieldExclamation, type Icon } from "@tabler/icons-react";

import { isNoun, type Noun } from "@/records/nouns";

import type { Kind, TodayItem } from "./queries";

interface KindWords {
  many: string;
  /** Said when there is none. */
  none: string;
  icon: Icon;
}

export const KINDS: Record<Kind, KindWords> = {
  task: { many: "Tasks", none: "No task is due", icon: IconChecklist },
  renewal: { many: "Renewals", none: "No renewal is near", icon: IconCalendarRepeat },
  claim: { many: "Claims", none: "No claim is near a deadline", icon: IconShieldExclamation },
  message: { many: "Messages", none: "Nobody waits for an answer", icon: IconMessage },
};

export const ORDER: readonly Kind[] = ["task", "renewal", "claim", "message"];

export interface Target {
  noun: Noun;
  id: number;
}

/** The person whom it is about: a customer, or a lead that is none yet. */
export function personOf({ customer_id, lead_id }: TodayItem): Target | null {
  if (customer_id !== null) return { noun: "customers", id: customer_id };
  return lead_id === null ? null : { noun: "leads", id: lead_id };
}

/** The record to look at: its own, or the person whom a task is about. */
export function targetOf(item: TodayItem): Target | null {
  const { noun, id } = item;
  return isNoun(noun) ? { noun, id } : personOf(item);
}
