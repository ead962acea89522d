// Calls in words: what follows from each way in which one ends.
import { words } from "@/ui/StatusBadge";

import type { Disposition, Stage } from "../queries";
import { isOpen, WAY } from "../stage/stages";

const CHANNELS: Record<string, string> = {
  all: "everything",
  call_manual: "calls",
  call_auto: "automatic calls",
  prerecorded_or_ai_voice: "recorded voices",
  sms: "texts",
  email: "e-mail",
  postal: "letters",
};

export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

// Steps back are nobody's wish: who is quoted and is spoken with again stays quoted.
const moves = (from: Stage, to: Stage): boolean =>
  isOpen(from) && (to === "lost" || WAY.indexOf(to) > WAY.indexOf(from));

/** What choosing it does besides writing the call down; empty when nothing. */
export function consequences({ calls_back, stage, revokes }: Disposition, from: Stage): string {
  const said = [
    calls_back ? "sets a task to call back" : "",
    stage && moves(from, stage) ? `moves the lead to ${words(stage).toLowerCase()}` : "",
    revokes.length > 0 ? `takes back the consent to ${listed(revokes.map((each) => CHANNELS[each] ?? each))}` : "",
  ].filter(Boolean);
  const text = listed(said);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `4:05` of the seconds since the call began. */
export function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** Begun minutes count as whole ones, as telephone bills have it. */
export const minutesOf = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

const HOUR_MS = 3_600_000;

export interface Moment {
  label: string;
  at: string;
}

/** When people usually want to be called back: in an hour, this evening, tomorrow morning, in a week. */
export function usualMoments(now: Date = new Date()): Moment[] {
  const on = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).toISOString();
  const soon = new Date(Math.ceil((now.getTime() + HOUR_MS) / (HOUR_MS / 4)) * (HOUR_MS / 4)).toISOString();
  return [
    { label: "In an hour", at: soon },
    ...(now.getHours() < 16 ? [{ label: "Today at 5 PM", at: on(0, 17) }] : []),
    { label: "Tomorrow at 9 AM", at: on(1, 9) },
    { label: "Tomorrow at 5 PM", at: on(1, 17) },
    { label: "In a week", at: on(7, 9) },
  ];
}
