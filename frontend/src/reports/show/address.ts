// What the address of a report says, so that a link shows the same figures to the next person.
import { oneOf, said, text, whole } from "@/ui/address";

import type { Order } from "./lines";

export type Compare = "before" | "year_before";

export interface ReportSearch {
  period?: string;
  compare?: Compare;
  line?: string;
  owner?: number;
  team?: number;
  /** Criteria JSON of the report's records. */
  filter?: string;
  /** Of each table that is not in its own order: `by_line:-premium,by_agent:label`. */
  sort?: string;
}

export const reportSearch = (search: Record<string, unknown>): ReportSearch =>
  said({
    period: text(search["period"]),
    compare: oneOf(["before", "year_before"], search["compare"]),
    line: text(search["line"]),
    owner: whole(search["owner"]),
    team: whole(search["team"]),
    filter: text(search["filter"]),
    sort: text(search["sort"]),
  });

/** The order of each table. */
export function readOrders(sort: string | undefined): ReadonlyMap<string, Order> {
  const parts = (sort ?? "").split(",").map((part) => part.split(":"));
  return new Map(parts.flatMap(([table, order]) => (table && order ? [[table, order] as const] : [])));
}

/** The orders as the address keeps them; nothing when every table is in its own. */
export function writeOrders(orders: ReadonlyMap<string, Order>): string | undefined {
  const said = [...orders].filter(([, order]) => order !== "").map(([table, order]) => `${table}:${order}`);
  return said.length > 0 ? said.join(",") : undefined;
}

/** What the API is asked, without what only the page knows. */
export function askedOf(search: ReportSearch): Omit<ReportSearch, "sort"> {
  const asked = { ...search };
  delete asked.sort;
  return asked;
}
