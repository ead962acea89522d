// What the address of a list carries, so that a link shows the same records to the next person.

/** `filter` is criteria JSON as the API takes it; `open` the record in the side panel. */
export interface ListSearch {
  view?: number;
  q?: string;
  sort?: string;
  filter?: string;
  open?: number;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
const id = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

/** Search parameters of a list, whatever was typed into the address bar. */
export function listSearch(search: Record<string, unknown>): ListSearch {
  const filter = search["filter"];
  const found: ListSearch = {
    view: id(search["view"]),
    q: text(search["q"]),
    sort: text(search["sort"]),
    filter: typeof filter === "object" && filter !== null ? JSON.stringify(filter) : text(filter),
    open: id(search["open"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
