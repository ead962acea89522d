// How pressing a task is.

/** `overdue`, `today` or `later`. */
export function urgency(due: string, now: Date = new Date()): "overdue" | "today" | "later" {
  const date = new Date(due);
  if (date.getTime() < now.getTime()) return "overdue";
  return date.toDateString() === now.toDateString() ? "today" : "later";
}
