// Timeline items under the days on which they happened, in the reader's own time zone.
import { wallClock } from "@/ui/clock";

const heading = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric" });
const headingWithYear = new Intl.DateTimeFormat("en-US", { month: "long", day: "numeric", year: "numeric" });

export interface Day<T> {
  key: string;
  label: string;
  items: T[];
}

const two = (value: number) => String(value).padStart(2, "0");

/** The calendar day of an instant in the reader's own zone. */
export const localDay = (at: string): string => keyOf(new Date(at));

const keyOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** Days between two calendar days, whatever the clocks did in between. */
function daysBetween(from: Date, to: Date): number {
  const noon = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), 12);
  return Math.round((noon(to) - noon(from)) / 86_400_000);
}

/** `Today`, `Yesterday`, `Monday, March 2` this year, `March 2, 2024` before. */
export function dayLabel(date: Date, now: Date): string {
  const ago = daysBetween(date, now);
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  if (ago === -1) return "Tomorrow";
  return (date.getFullYear() === now.getFullYear() ? heading : headingWithYear).format(date);
}

/** The day of an instant that stands for a whole day in the agency's zone, such as when a claim was filed; else null. */
export function wholeDay(at: string, zone: string): string | null {
  const { day, time, seconds } = wallClock(zone, new Date(at));
  return time === "00:00" && seconds === 0 ? day : null;
}

/** Items in their order, gathered by day; neighbours of one day come together. */
export function byDay<T extends { at: string }>(items: readonly T[], now: Date = new Date(), zone?: string): Day<T>[] {
  const days: Day<T>[] = [];
  for (const item of items) {
    const whole = zone ? wholeDay(item.at, zone) : null;
    // A calendar day is the same day everywhere.
    const date = whole ? new Date(`${whole}T12:00:00`) : new Date(item.at);
    const key = keyOf(date);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, label: dayLabel(date, now), items: [item] });
  }
  return days;
}
