// What the address of a list carries, so that a link shows the same records to the next person.
import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";

import { oneOf, text, whole } from "@/ui/address";

/** How records are listed: as rows, or by stage on a board. */
export type Face = "list" | "board";

/** `filter` is criteria JSON as the API takes it; `open` the record in the side panel; `face` how the list is shown. */
export interface ListSearch {
  view?: number;
  q?: string;
  sort?: string;
  filter?: string;
  open?: number;
  face?: Face;
}

// Texts stay as they are typed: `?q=123` and `?filter={"status":"active"}` need no quotes around them.
export const readAddress = parseSearchWith((value) => value);
export const writeAddress = stringifySearchWith(JSON.stringify);

/** Search parameters of a list, whatever was typed into the address bar. */
export function listSearch(search: Record<string, unknown>): ListSearch {
  const view = whole(search["view"]);
  const found: ListSearch = {
    view,
    q: text(search["q"]),
    sort: text(search["sort"]),
    filter: text(search["filter"]),
    open: whole(search["open"]),
    face: oneOf(["board", "list"], search["face"]),
  };
  // An empty text takes back what the view says; without a view it says nothing.
  const says = (value: unknown) => value !== undefined && (value !== "" || view !== undefined);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => says(value)));
}
