// What is to be done with a lead now: one thing, with the words why and by when.
import type { Schemas } from "@/api/client";

import type { Lead, Quote, Verdict } from "./queries";
import { stands } from "./quotes/quotes";
import { stageOf } from "./stage/stages";

type Task = Pick<Schemas["Task"], "title" | "due_at">;

/** What the button does. */
export type Doing = "call" | "write" | "take" | "quote" | "convert" | "reopen" | "consent";

export interface NextAction {
  title: string;
  /** Why, before the time. */
  detail?: string;
  /** A moment with its words, such as `Answer` in 12 minutes. */
  when?: { words: string; at: string };
  urgency: "late" | "now" | "none";
  doing: Doing | null;
}

export interface Known {
  lead: Lead;
  /** Open tasks about the lead, the earliest first. */
  tasks: readonly Task[];
  quotes: readonly Quote[];
  /** Whether they may be called and written to now; undefined while it is not known. */
  call: Verdict | undefined;
  email: Verdict | undefined;
  now: Date;
  /** `2026-11-22` in the reader's zone. */
  today: string;
}

const CALL_BACK = /^call\b.*\bback$/i;
const DAY_MS = 24 * 3_600_000;

const isPast = (at: string, now: Date) => new Date(at).getTime() <= now.getTime();

/** By when somebody who came in has to be answered. */
function answering({ lead, now }: Known): Pick<NextAction, "when" | "urgency"> {
  if (!lead.answer_by) return { urgency: "now", when: { words: "Came in", at: lead.received_at } };
  return isPast(lead.answer_by, now)
    ? { urgency: "late", when: { words: "Was to be answered", at: lead.answer_by } }
    : { urgency: "now", when: { words: "Answer", at: lead.answer_by } };
}

/** Null for a lead that was won or merged: nothing is left to do with it. */
export function nextAction(known: Known): NextAction | null {
  const { lead } = known;
  const stage = stageOf(lead.status);
  if (stage === "won" || lead.merged_into_id !== null) return null;
  if (stage === "lost")
    return {
      title: "This lead is lost",
      detail: lead.lost_reason ?? "",
      when: { words: "Lost", at: lead.stage_since },
      urgency: "none",
      doing: "reopen",
    };
  if (lead.owner_id === null) return { title: "Nobody works on this lead", ...answering(known), doing: "take" };
  const due = dueTask(known);
  if (due) return due;
  if (stage === "new") return reach(known);
  if (stage === "quoted") return decide(known);
  return {
    title: "Record a quote",
    detail: stage === "contacted" ? "They were spoken with." : "They qualify: what would it cost them?",
    when: { words: stage === "contacted" ? "Contacted" : "Qualified", at: lead.stage_since },
    urgency: "none",
    doing: "quote",
  };
}

function decide({ lead, quotes, today }: Known): NextAction {
  const when = { words: "Quoted", at: quotes[0]?.quoted_at ?? lead.stage_since };
  if (quotes.length > 0 && !quotes.some((quote) => stands(quote, today)))
    return { title: "Quote again", detail: "No quote stands any more.", when, urgency: "now", doing: "quote" };
  const detail = "When they have bought, make the customer and the policy.";
  return { title: "Ask for the decision", detail, when, urgency: "none", doing: "convert" };
}

/** A task whose moment has come, or comes within a day, goes before what the stage suggests. */
function dueTask({ tasks, now, call }: Known): NextAction | null {
  const task = tasks.find(({ due_at: at }) => at !== null && new Date(at).getTime() - now.getTime() < DAY_MS);
  if (!task?.due_at) return null;
  const late = isPast(task.due_at, now);
  const isCallBack = CALL_BACK.test(task.title);
  return {
    title: isCallBack ? "Call back" : task.title,
    ...(isCallBack && call && !call.allowed ? { detail: "They may not be called now." } : {}),
    when: { words: late ? "Was due" : "Due", at: task.due_at },
    urgency: late ? "late" : "now",
    doing: /^call\b/i.test(task.title) ? "call" : null,
  };
}

/** Somebody who was not spoken with yet: by phone if that is allowed, else in writing. */
function reach(known: Known): NextAction {
  const { lead, call, email } = known;
  if (call && !call.allowed) {
    if (call.not_before)
      return {
        title: "Call later",
        detail: "They may not be called now.",
        when: { words: "They may be called", at: call.not_before },
        urgency: "none",
        doing: "call",
      };
    const detail = lead.phone ? "They may not be called." : "There is no phone number.";
    if (email?.allowed) return { title: "Write an e-mail", detail, ...answering(known), doing: "write" };
    return {
      title: "Do not contact them",
      detail: "They may neither be called nor written to, until they agree to it.",
      urgency: "none",
      doing: "consent",
    };
  }
  if (lead.first_attempt_at)
    return {
      title: "Try again",
      detail: "They were not reached yet.",
      when: { words: "First tried", at: lead.first_attempt_at },
      urgency: "none",
      doing: "call",
    };
  return { title: "Call now", ...answering(known), doing: "call" };
}
