// How far a policy's term is, in words and as a share.
import { daysText } from "@/records/show/daysText";

interface Days {
  days_left: number | null;
  days_total: number | null;
}

/** 0 before the first day, 100 after the last; null without dates. */
export function termShare({ days_left: left, days_total: total }: Days): number | null {
  if (left === null || total === null || total <= 0) return null;
  return Math.min(100, Math.max(0, Math.round(((total - left) / total) * 100)));
}

export function termText({ days_left: left, days_total: total }: Days): string {
  if (left === null) return "No end date";
  if (left < 0) return `Ended ${daysText(left)}`;
  if (total !== null && left > total) return `Begins ${daysText(left - total)}`;
  return left === 0 ? "Ends today" : `Ends ${daysText(left)}`;
}
