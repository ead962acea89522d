// Calendar dates as people type them: `3/14/2026`, `3/14`, `Mar 14`, `14 March 2026`, `2026-03-14`, `today`, `+30`.
export const DAY_HINT = "Write a date like 3/14/2026.";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NEAR: Record<string, number> = { today: 0, tomorrow: 1, yesterday: -1 };
// As spreadsheets read them: 29 is 2029, 30 is 1930.
const PIVOT = 30;

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const SLASHED = /^(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?$/;
const MONTH_FIRST = /^([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+'?(\d{4}|\d{2}))?$/;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([a-z]{3,9})\.?(?:[\s,.-]+'?(\d{4}|\d{2}))?$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/;
const MOVED = /^([+-]\d{1,4})\s*(d|days?|w|weeks?)?$/;

export const isDay = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);

/** The day of the reader's own calendar, as `2026-03-14`. */
export function today(now: Date = new Date()): string {
  return written(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

/** The day that lies so many days after another. */
export function daysAfter(day: string, days: number): string {
  const moved = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
  return moved.toISOString().slice(0, 10);
}

/** The day that a text means as `2026-03-14`, or null. A date without a year is this year's. */
export function parseDay(typed: string, now: Date = new Date()): string | null {
  const text = typed.trim().toLowerCase();
  const near = NEAR[text];
  if (near !== undefined) return daysAfter(today(now), near);
  const moved = MOVED.exec(text);
  if (moved) return daysAfter(today(now), Number(moved[1]) * (moved[2]?.startsWith("w") ? 7 : 1));
  const [year, month, day] = numbers(text) ?? [];
  return month === undefined || day === undefined ? null : existing(fullYear(year, now), month, day);
}

/** Year as written, month and day. */
function numbers(text: string): [string | undefined, number, number] | null {
  const iso = ISO.exec(text);
  if (iso) return [iso[1], Number(iso[2]), Number(iso[3])];
  const slashed = SLASHED.exec(text) ?? DIGITS.exec(text);
  if (slashed) return [slashed[3], Number(slashed[1]), Number(slashed[2])];
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) return [monthFirst[3], monthOf(monthFirst[1]), Number(monthFirst[2])];
  const dayFirst = DAY_FIRST.exec(text);
  return dayFirst && [dayFirst[3], monthOf(dayFirst[2]), Number(dayFirst[1])];
}

const monthOf = (word = ""): number => MONTHS.indexOf(word.slice(0, 3)) + 1;

function fullYear(year: string | undefined, now: Date): number {
  if (year === undefined) return now.getFullYear();
  if (year.length === 4) return Number(year);
  return Number(year) < PIVOT ? 2000 + Number(year) : 1900 + Number(year);
}

/** Null for February 30. */
function existing(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? written(year, month, day) : null;
}

const written = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** A day as it stands in an input: `3/14/2026`. */
export function typedDay(day: string): string {
  const [year = "", month, date] = day.split("-");
  return `${Number(month)}/${Number(date)}/${year}`;
}

// Instants: the reader's own midnight, in UTC.

export function startOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const start = new Date(year, month - 1, date);
  start.setFullYear(year);
  return start.toISOString();
}

/** The reader's day in which an instant lies, which without a zone is UTC's; null when it cannot be read. */
export function dayOfInstant(instant: unknown): string | null {
  if (typeof instant !== "string") return null;
  const zoned = isDay(instant) || /(Z|[+-]\d\d:?\d\d)$/i.test(instant) ? instant : `${instant}Z`;
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? null : today(date);
}
