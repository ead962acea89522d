// What the address of the source report asks for, so that a link shows the same figures to the next person.
import { oneOf, said, text } from "@/ui/address";

import { PERIODS, spanOf, type Period, type Span } from "./periods";

export interface SourcesSearch {
  period?: Period;
  /** Days of one's own choice. */
  from?: string;
  to?: string;
  by?: "agent";
  sort?: string;
}

export const USUAL_PERIOD = "this_quarter";
export const USUAL_SORT = "-leads";

const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;
const day = (value: unknown) =>
  typeof value === "string" && IS_DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

export function sourcesSearch(search: Record<string, unknown>): SourcesSearch {
  return said({
    period: PERIODS.find(({ value }) => value === search["period"])?.value,
    from: day(search["from"]),
    to: day(search["to"]),
    by: oneOf(["agent"], search["by"]),
    sort: text(search["sort"]),
  });
}

/** The days that are asked about; null while they are no span. */
export function askedSpan({ period = USUAL_PERIOD, from, to }: SourcesSearch, today: string): Span | null {
  if (period !== "custom") return spanOf(period, today);
  return from && to && from <= to ? { from, to } : null;
}
