// Spans of time that people ask for.
import { dateText } from "@/ui/DateText";

import type { DateRange, QuickFilter } from "./quick";

interface Preset {
  label: string;
  range: DateRange | "any";
}

const PAST: Preset[] = [
  { label: "Any time", range: "any" },
  { label: "Last 7 days", range: { newer_than_days: 7 } },
  { label: "Last 30 days", range: { newer_than_days: 30 } },
  { label: "Last 90 days", range: { newer_than_days: 90 } },
  { label: "Last 12 months", range: { newer_than_days: 365 } },
];

const FUTURE: Preset[] = [
  { label: "Any time", range: "any" },
  { label: "Next 7 days", range: { within_next_days: 7 } },
  { label: "Next 30 days", range: { within_next_days: 30 } },
  { label: "Next 60 days", range: { within_next_days: 60 } },
  { label: "Next 90 days", range: { within_next_days: 90 } },
];

export const presetsOf = (kind: QuickFilter["kind"]): Preset[] => (kind === "future" ? FUTURE : PAST);

/** `last 30 days`, `Mar 1, 2026 – Mar 31, 2026`, `from Mar 1, 2026`. */
export function rangeText(range: DateRange): string {
  if ("newer_than_days" in range) return `last ${range.newer_than_days} days`;
  if ("within_next_days" in range) return `next ${range.within_next_days} days`;
  const { from, to } = range;
  if (from && to) return `${dateText(from)} – ${dateText(to)}`;
  if (from) return `from ${dateText(from)}`;
  return to ? `until ${dateText(to)}` : "";
}
