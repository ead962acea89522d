// What is said about reports that are sent regularly.
import type { Schemas } from "@/api/client";

type Schedule = Schemas["ReportSchedule"];
export type Cadence = Schedule["cadence"];

export const CADENCES: readonly { value: Cadence; label: string }[] = [
  { value: "daily", label: "Every day" },
  { value: "weekly", label: "Every week" },
  { value: "monthly", label: "Every month" },
];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const WEEKDAYS = DAYS.map((label, place) => ({ value: String(place + 1), label }));
const LAST = 31;
const SHORTEST_MONTH = 28;

/** `1st`, `22nd`, `13th`. */
export function ordinal(number: number): string {
  const ending = number % 100 > 10 && number % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

/** As the day of a month is chosen; the longer ones end with the month where it is shorter. */
export function dayText(day: number): string {
  if (day === LAST) return "the last day";
  return day > SHORTEST_MONTH ? `the ${ordinal(day)}, or the last day` : `the ${ordinal(day)}`;
}

export const MONTH_DAYS = Array.from({ length: LAST }, (_, place) => ({
  value: String(place + 1),
  label: dayText(place + 1),
}));

/** `7:00 AM` */
const hourText = (hour: number): string => `${hour % 12 || 12}:00 ${hour < 12 ? "AM" : "PM"}`;
export const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourText(hour) }));

/** `Every Monday, 7:00 AM` */
export function howOften({
  cadence,
  weekday,
  day_of_month: day,
  hour,
}: Pick<Schedule, "cadence" | "weekday" | "day_of_month" | "hour">): string {
  const at = hourText(hour);
  if (cadence === "daily") return `Every day, ${at}`;
  if (cadence === "weekly") return `Every ${DAYS[(weekday ?? 1) - 1] ?? ""}, ${at}`;
  return `Every month on ${dayText(day ?? 1)}, ${at}`;
}

/** `Mon, Dec 1, 7:00 AM` by the agency's clock. */
export function momentText(instant: string, zone: string): string {
  const format = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-US", { ...format, timeZone: zone }).format(new Date(instant));
}

/** `December 1, 2026` by the agency's clock. */
export function dayOf(instant: string, zone: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: zone }).format(new Date(instant));
}

const ADDRESS = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+\.[^\s@,;<>()".]+$/;
const PLAIN = /^[^<>]*<([^<>]+)>$/;
const MOST_RECIPIENTS = 50;

/** What was typed or pasted, as addresses: each once, without the names around them. */
export function addresses(typed: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const each of typed) {
    const address = (PLAIN.exec(each.trim())?.[1] ?? each).trim();
    if (address !== "" && !found.has(address.toLowerCase())) found.set(address.toLowerCase(), address);
  }
  return [...found.values()];
}

/** What is wrong with the recipients; null when nothing is. */
export function recipientsProblem(recipients: readonly string[]): string | null {
  if (recipients.length === 0) return "Name at least one address.";
  if (recipients.length > MOST_RECIPIENTS) return `At most ${MOST_RECIPIENTS} people.`;
  const wrong = recipients.filter((each) => !ADDRESS.test(each));
  if (wrong.length === 0) return null;
  return wrong.length === 1
    ? `${wrong[0]} is not an e-mail address.`
    : `${wrong.slice(0, -1).join(", ")} and ${wrong.at(-1)} are not e-mail addresses.`;
}

/** Whether the same days are sent again and again. */
export const isFixed = (period: unknown): boolean =>
  typeof period === "string" && !/^(?:today|yesterday|(?:this|last) |(?:month|quarter|year) to date)/i.test(period);
