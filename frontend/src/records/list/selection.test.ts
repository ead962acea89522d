import { expect, it } from "vitest";

import { EVERYTHING } from "./address";
import { boxOf, changeSelection, countOf, NOTHING, pickedOf, type Selection, type SelectionChange } from "./selection";

const LOADED = [10, 20, 30, 40, 50];
const after = (...changes: SelectionChange[]): Selection => changes.reduce(changeSelection, NOTHING);
const toggle = (id: number, range = false): SelectionChange => ({ do: "toggle", id, range, loaded: LOADED });
const picked = (selection: Selection) => pickedOf(selection, EVERYTHING);

it("picks and drops single rows", () => {
  expect(picked(after(toggle(20), toggle(40), toggle(20)))).toEqual({ ids: [40] });
});

it("picks everything between the row picked before and this one, in both directions", () => {
  expect(picked(after(toggle(20), toggle(40, true)))).toEqual({ ids: [20, 30, 40] });
  expect(picked(after(toggle(40), toggle(10, true)))).toEqual({ ids: [40, 10, 20, 30] });
});

it("drops a range when the row before was dropped", () => {
  const some = after(toggle(10), toggle(50, true), toggle(20), toggle(40, true));

  expect(picked(some)).toEqual({ ids: [10, 50] });
});

it("a range without a row picked before is that row alone", () => {
  expect(picked(after(toggle(30, true)))).toEqual({ ids: [30] });
});

it("picks all loaded rows, and none of them the second time", () => {
  const all = after({ do: "loaded", loaded: LOADED });

  expect(boxOf(all, LOADED)).toBe(true);
  expect(boxOf(after(toggle(10)), LOADED)).toBe("some");
  expect(countOf(changeSelection(all, { do: "loaded", loaded: LOADED }), 100)).toBe(0);
});

it("picks all that match but a few", () => {
  const most = after({ do: "all" }, toggle(20), toggle(30), toggle(30));

  expect(countOf(most, 12_345)).toBe(12_344);
  expect(countOf(most, null)).toBeNull();
  expect(picked(most)).toEqual({ filter: { id: { not_in: [20] } } });
});

it("names all that match as the list asks for them", () => {
  const all = after({ do: "all" });
  const filter = { status: "active" };

  expect(picked(all)).toEqual({ all: true });
  expect(pickedOf(all, { q: " scott ", sort: "name", filter })).toEqual({ filter, q: "scott" });
  expect(pickedOf(changeSelection(all, toggle(20)), { q: "", sort: "", filter })).toEqual({
    filter: { and: [filter, { id: { not_in: [20] } }] },
  });
});
