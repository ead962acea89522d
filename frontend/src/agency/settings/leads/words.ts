// Routing, hours and doors said in words.
import { criteriaText, type NameOf } from "@/ui/criteria/words";
import { counted } from "@/ui/counted";
import type { Field } from "@/ui/inputs/kinds";

import type { Rule, SourceKind } from "./queries";

const HOUR = 60;
const DAY = 24 * HOUR;

/** `5 minutes`, `1 hour`, `90 minutes`, `2 hours`. */
export const minutesText = (minutes: number): string =>
  minutes >= HOUR && minutes % HOUR === 0 ? counted(minutes / HOUR, "hour") : counted(minutes, "minute");

const small = (text: string): string =>
  /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

type Said = Pick<
  Rule,
  | "applies_to"
  | "team_id"
  | "user_id"
  | "needs_license"
  | "respond_within_minutes"
  | "most_reassignments"
  | "escalate_to"
>;

interface Names {
  fields: readonly Field[];
  person: NameOf;
  team: NameOf;
}

function whichText({ applies_to }: Pick<Rule, "applies_to">, { fields, person }: Names): string {
  return applies_to && Object.keys(applies_to).length > 0
    ? `When ${small(criteriaText(applies_to, fields, person))}`
    : "Every lead";
}

function whomText({ team_id, user_id, needs_license }: Said, { person, team }: Names): string {
  if (user_id !== null) return `goes to ${person(user_id)}${needs_license ? " if licensed" : ""}`;
  const group = team_id === null ? "all agents" : `the agents of ${team(team_id)}`;
  return `goes by turns to ${group}${needs_license ? " licensed for it" : ""}`;
}

function clockText({ respond_within_minutes, most_reassignments, escalate_to }: Said, names: Names): string {
  const answer = `To be answered within ${minutesText(respond_within_minutes)}`;
  const handed =
    most_reassignments === 0
      ? ""
      : `handed on up to ${most_reassignments === 1 ? "once" : `${most_reassignments} times`}`;
  const told = escalate_to === null ? "" : `${names.person(escalate_to)} is told`;
  const otherwise = [handed, told].filter(Boolean).join(", then ");
  return otherwise ? `${answer}, or else ${otherwise}.` : `${answer}; when nobody does, nothing follows.`;
}

const STEP = 10;

/** Where a new rule stands: before the first that takes every lead, behind which none is ever asked; else at the end. */
export function positionOfNext(rules: readonly Pick<Rule, "applies_to" | "is_active" | "position">[]): number {
  const all = rules.find((rule) => rule.is_active && Object.keys(rule.applies_to ?? {}).length === 0);
  return all ? all.position - 1 : Math.max(0, ...rules.map(({ position }) => position)) + STEP;
}

/** What a rule does, as one would tell a colleague. */
export function ruleText(rule: Said, names: Names): string {
  const which = whichText(rule, names);
  const joint = which === "Every lead" ? " " : ": it ";
  return `${which}${joint}${whomText(rule, names)}. ${clockText(rule, names)}`;
}

/** `9:00 AM`; midnight at the end of the day is `midnight`. */
export function minuteText(minute: number): string {
  if (minute === DAY) return "midnight";
  const hour = Math.floor(minute / HOUR);
  return `${hour % 12 || 12}:${String(minute % HOUR).padStart(2, "0")} ${hour < 12 ? "AM" : "PM"}`;
}

/** `09:00`, as an input for a time of day takes it. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / HOUR)).padStart(2, "0")}:${String(minute % HOUR).padStart(2, "0")}`;

/** Minutes since midnight of `09:00`; null while it is none. Midnight as an end is the end of the day. */
export function minuteOf(clock: string, isEnd = false): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(clock) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const found = Number(hours) * HOUR + Number(minutes);
  if (found > DAY || Number(minutes) >= HOUR) return null;
  return isEnd && found === 0 ? DAY : found;
}

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const KINDS: Record<SourceKind, { label: string; about: string }> = {
  google: { label: "Google lead form", about: "A lead form in Google Ads posts each lead to an address." },
  meta: { label: "Meta lead ads", about: "Facebook and Instagram lead ads notify an address; the lead is fetched." },
  adf: { label: "ADF by web", about: "A vendor posts ADF/XML to an address." },
  adf_mailbox: { label: "ADF by e-mail", about: "A mailbox that vendors send ADF/XML to is read every minute." },
  ping_post: { label: "Ping and post", about: "A vendor offers each lead first, then hands over those that you take." },
};
