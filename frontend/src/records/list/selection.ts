// Which records are picked: some by hand, or all that match but a few.
import type { Criteria, Question } from "./address";

export type Selection =
  { mode: "some"; ids: ReadonlySet<number>; anchor: number | null } | { mode: "all"; except: ReadonlySet<number> };

export type SelectionChange =
  /** `range` picks everything from the row picked before; `loaded` are the ids on the way, in order. */
  | { do: "toggle"; id: number; range: boolean; loaded: readonly number[] }
  | { do: "loaded"; loaded: readonly number[] }
  | { do: "all" }
  | { do: "none" };

export const NOTHING: Selection = { mode: "some", ids: new Set(), anchor: null };

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.mode === "all" ? !selection.except.has(id) : selection.ids.has(id);

/** How many, as far as the total is known. */
export function countOf(selection: Selection, total: number | null): number | null {
  if (selection.mode === "some") return selection.ids.size;
  return total === null ? null : Math.max(0, total - selection.except.size);
}

export const isEmpty = (selection: Selection): boolean => selection.mode === "some" && selection.ids.size === 0;

/** What the box above the rows shows. */
export function boxOf(selection: Selection, loaded: readonly number[]): boolean | "some" {
  if (selection.mode === "all") return selection.except.size === 0 ? true : "some";
  if (selection.ids.size === 0) return false;
  return loaded.length > 0 && loaded.every((id) => selection.ids.has(id)) ? true : "some";
}

function flipped(ids: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function changeSelection(selection: Selection, change: SelectionChange): Selection {
  switch (change.do) {
    case "none":
      return NOTHING;
    case "all":
      return { mode: "all", except: new Set() };
    case "loaded":
      return boxOf(selection, change.loaded) === true
        ? NOTHING
        : { mode: "some", ids: new Set(change.loaded), anchor: null };
    case "toggle":
      if (selection.mode === "all") return { mode: "all", except: flipped(selection.except, change.id) };
      if (change.range) return ranged(selection.ids, selection.anchor, change.id, change.loaded);
      return { mode: "some", ids: flipped(selection.ids, change.id), anchor: change.id };
  }
}

/** From the anchor to here, all become what the anchor is. */
function ranged(ids: ReadonlySet<number>, anchor: number | null, id: number, loaded: readonly number[]): Selection {
  const from = anchor === null ? -1 : loaded.indexOf(anchor);
  const to = loaded.indexOf(id);
  if (from === -1 || to === -1) return { mode: "some", ids: flipped(ids, id), anchor: id };
  const picked = anchor !== null && ids.has(anchor);
  const next = new Set(ids);
  for (const one of loaded.slice(Math.min(from, to), Math.max(from, to) + 1))
    if (picked) next.add(one);
    else next.delete(one);
  return { mode: "some", ids: next, anchor };
}

/** The picked records as an order of `/bulk` names them. */
export interface Picked {
  ids?: number[];
  filter?: Criteria;
  q?: string;
  all?: boolean;
}

export function pickedOf(selection: Selection, { q, filter }: Question): Picked {
  if (selection.mode === "some") return { ids: [...selection.ids] };
  const kept = withoutExceptions(filter, selection.except);
  const typed = q.trim();
  if (!kept && !typed) return { all: true };
  return { ...(kept ? { filter: kept } : {}), ...(typed ? { q: typed } : {}) };
}

function withoutExceptions(filter: Criteria | null, except: ReadonlySet<number>): Criteria | null {
  if (except.size === 0) return filter;
  const others: Criteria = { id: { not_in: [...except] } };
  return filter ? { and: [filter, others] } : others;
}
