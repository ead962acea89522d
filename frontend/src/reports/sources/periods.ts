// The spans of days that people ask about, by the agency's calendar, and what each is compared with.
import { addDays } from "@/ui/clock";

export interface Span {
  /** Both days belong to it. */
  from: string;
  to: string;
}

export const PERIODS = [
  { value: "this_month", label: "This month" },
  { value: "last_month", label: "Last month" },
  { value: "this_quarter", label: "This quarter" },
  { value: "last_quarter", label: "Last quarter" },
  { value: "this_year", label: "This year" },
  { value: "last_year", label: "Last year" },
  { value: "custom", label: "Other days" },
] as const;

export type Period = (typeof PERIODS)[number]["value"];
type Calendar = Exclude<Period, "custom">;

const MONTHS: Record<Calendar, number> = {
  this_month: 1,
  last_month: 1,
  this_quarter: 3,
  last_quarter: 3,
  this_year: 12,
  last_year: 12,
};

const DAY_MS = 86_400_000;
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The same day so many months later; the month's last day where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The first day of the month, quarter or year that a day is in. */
function begin(day: string, months: number): string {
  const month = Number(day.slice(5, 7));
  const first = month - ((month - 1) % months);
  return `${day.slice(0, 4)}-${String(first).padStart(2, "0")}-01`;
}

/** The days of a period: what is still running ends today. */
export function spanOf(period: Calendar, today: string): Span {
  const start = begin(today, MONTHS[period]);
  if (period.startsWith("this")) return { from: start, to: today };
  return { from: addMonths(start, -MONTHS[period]), to: addDays(start, -1) };
}

/** What a span is compared with: as many days of the month, quarter or year before, or else the days right before. */
export function spanBefore(period: Period, span: Span): Span {
  if (period === "custom") {
    const days = Math.round((at(span.to) - at(span.from)) / DAY_MS) + 1;
    return { from: addDays(span.from, -days), to: addDays(span.from, -1) };
  }
  const from = addMonths(span.from, -MONTHS[period]);
  const whole = addDays(span.from, -1);
  if (period.startsWith("last")) return { from, to: whole };
  const same = addMonths(span.to, -MONTHS[period]);
  return { from, to: same < whole ? same : whole };
}

const long = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

/** `Jan 1 – Mar 31, 2026`. */
export const spanText = ({ from, to }: Span): string => long.formatRange(at(from), at(to));
