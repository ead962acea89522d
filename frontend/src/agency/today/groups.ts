// The queue in the order of the calendar; within each part the most pressing first, as the API ranked them.
import type { TodayItem } from "./queries";

type GroupKey = "overdue" | "today" | "week" | "later" | "undated";

export interface Group {
  key: GroupKey;
  label: string;
  items: TodayItem[];
}

const GROUPS: readonly (readonly [GroupKey, string])[] = [
  ["overdue", "Overdue"],
  ["today", "Today"],
  ["week", "This week"],
  ["later", "Later"],
  ["undated", "Any time"],
];
const WEEK = 7;

export function groupOf(days: number | null): GroupKey {
  if (days === null) return "undated";
  if (days < 0) return "overdue";
  if (days === 0) return "today";
  return days < WEEK ? "week" : "later";
}

/** Only the parts that have something. */
export function grouped(items: TodayItem[]): Group[] {
  return GROUPS.map(([key, label]) => ({
    key,
    label,
    items: items.filter(({ days }) => groupOf(days) === key),
  })).filter((group) => group.items.length > 0);
}
