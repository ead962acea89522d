// When a task is due: people name a day, the API keeps an instant.
const END_OF_WORK = 17;

/** The end of work on a calendar day in the reader's own zone, as the API takes it. */
export function dueAt(day: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), END_OF_WORK).toISOString();
}

const two = (value: number) => String(value).padStart(2, "0");

/** The calendar day, `days` from now, in the reader's own zone. */
export function dayFromNow(days: number, now: Date = new Date()): string {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `overdue`, `today` or `later`. */
export function urgency(due: string, now: Date = new Date()): "overdue" | "today" | "later" {
  const date = new Date(due);
  if (date.getTime() < now.getTime()) return "overdue";
  return date.toDateString() === now.toDateString() ? "today" : "later";
}
