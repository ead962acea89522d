// What the address of a report says, so that a link shows the same figures to the next person.
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

function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

function id(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

const compared = (value: unknown): Compare | undefined =>
  value === "before" || value === "year_before" ? value : undefined;

/** The search parameters, whatever was typed into the address bar. */
export function reportSearch(search: Record<string, unknown>): ReportSearch {
  const found: ReportSearch = {
    period: text(search["period"]),
    compare: compared(search["compare"]),
    line: text(search["line"]),
    owner: id(search["owner"]),
    team: id(search["team"]),
    filter: text(search["filter"]),
    sort: text(search["sort"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

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
