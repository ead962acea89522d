// A list's address and what it asks for. The address says only what differs from the saved view it names.
import type { Face, ListSearch } from "@/app/search";
import type { Sort } from "@/ui/grid";
import { isObject } from "@/ui/objects";

/** Criteria in the API's own language. */
export type Criteria = Record<string, unknown>;

export interface Question {
  q: string;
  /** As the API takes it: `-join_date,name`; empty for the list's own order. */
  sort: string;
  filter: Criteria | null;
}

/** A question and how its answer is shown: what an address and a saved view say. */
export interface Asked extends Question {
  face: Face;
}

export const EVERYTHING: Asked = { q: "", sort: "", filter: null, face: "list" };

/** Criteria without conditions are none. */
export const orNone = (filter: Criteria | null): Criteria | null =>
  filter && Object.keys(filter).length > 0 ? filter : null;

/** Criteria JSON from an address; null when there is none or it cannot be read. */
export function readFilter(text: string | undefined): Criteria | null {
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? orNone(value) : null;
  } catch {
    return null;
  }
}

/** What a saved view asks for. */
export function questionOfView(definition: Record<string, unknown> | null): Asked {
  if (!definition) return EVERYTHING;
  const { q, sort, filter, display } = definition;
  return {
    q: typeof q === "string" ? q : "",
    sort: typeof sort === "string" ? sort : "",
    filter: isObject(filter) ? orNone(filter) : null,
    face: isObject(display) && display["face"] === "board" ? "board" : "list",
  };
}

/** What an address asks for: its own words first, the view's where it is silent. */
export function questionOf(search: ListSearch, view: Asked): Asked {
  return {
    q: search.q ?? view.q,
    sort: search.sort ?? view.sort,
    filter: search.filter === undefined ? view.filter : readFilter(search.filter),
    face: search.face ?? view.face,
  };
}

const textOf = (filter: Criteria | null): string => (filter ? JSON.stringify(filter) : "");

/** The address that asks for this, as short as the view allows. */
export function searchOf(asked: Asked, view: Asked, viewId: number | undefined): ListSearch {
  const search: ListSearch = {};
  if (viewId !== undefined) search.view = viewId;
  if (asked.q !== view.q) search.q = asked.q;
  if (asked.sort !== view.sort) search.sort = asked.sort;
  if (textOf(asked.filter) !== textOf(view.filter)) search.filter = textOf(asked.filter);
  if (asked.face !== view.face) search.face = asked.face;
  return search;
}

/** Whether the address asks for something else than the view. */
export const differs = (asked: Asked, view: Asked): boolean => Object.keys(searchOf(asked, view, undefined)).length > 0;

export function readSort(text: string): Sort[] {
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => ({ name: part.replace(/^[-+]/, ""), descending: part.startsWith("-") }));
}

export const writeSort = (sort: readonly Sort[]): string =>
  sort.map(({ name, descending }) => (descending ? `-${name}` : name)).join(",");

const MOST_SORTS = 5;

/** The order after a click on a column: ascending, descending, as before. `add` keeps the other fields. */
export function nextSort(sort: readonly Sort[], name: string, add: boolean, descending?: boolean): Sort[] {
  const found = sort.find((one) => one.name === name);
  const others = add ? sort.filter((one) => one.name !== name) : [];
  if (descending !== undefined) return [...others, { name, descending }];
  if (!found) return [...others, { name, descending: false }].slice(-MOST_SORTS);
  if (!found.descending) {
    const turned = { name, descending: true };
    return add ? sort.map((one) => (one === found ? turned : one)) : [turned];
  }
  return others;
}
