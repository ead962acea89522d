import { expect, it } from "vitest";

import { listSearch, readAddress, writeAddress } from "@/app/search";

import { differs, EVERYTHING, nextSort, questionOf, questionOfView, readSort, searchOf, writeSort } from "./address";

const VIEW = questionOfView({ q: "", sort: "-join_date", filter: { status: "active" }, display: { columns: [] } });
const through = (search: Record<string, unknown>) => listSearch(readAddress(writeAddress(search)));

it("carries any criteria through the address and back", () => {
  const filter = { or: [{ state: ["TX", "OK"] }, { not: { email: { ends_with: "@example.com" } } }] };
  const asked = { q: 'smith & "sons" 100%', sort: "name", filter, face: "board" as const };
  const search = searchOf(asked, EVERYTHING, undefined);

  expect(questionOf(through({ ...search }), EVERYTHING)).toEqual(asked);
});

it.each(["123", "0074", "true", "null", "{", '"quoted"', "1e5", "6145550102"])("keeps %s as it was typed", (q) => {
  expect(through({ q }).q).toBe(q);
});

it("takes a filter that was written by hand", () => {
  expect(listSearch(readAddress('?filter={"status":"active"}')).filter).toBe('{"status":"active"}');
});

it("says nothing that the view says already", () => {
  expect(searchOf(VIEW, VIEW, 12)).toEqual({ view: 12 });
});

it("takes back what the view says", () => {
  const search = searchOf({ ...VIEW, filter: null }, VIEW, 12);

  expect(search).toEqual({ view: 12, filter: "" });
  expect(questionOf(through({ ...search }), VIEW).filter).toBeNull();
});

it("shows a view with the face that it was saved with, until somebody asks for the other", () => {
  const view = questionOfView({ filter: { source: "web" }, display: { columns: [], face: "board" } });

  expect(questionOf(through({ view: 12 }), view).face).toBe("board");
  expect(searchOf({ ...view, face: "list" }, view, 12)).toEqual({ view: 12, face: "list" });
  expect(questionOf(through({ view: 12, face: "list" }), view).face).toBe("list");
  expect(differs({ ...view, face: "list" }, view)).toBe(true);
});

it("drops nonsense", () => {
  expect(listSearch({ view: "x", open: -4, q: "", filter: "", face: "upside down" })).toEqual({});
  expect(questionOf({ filter: "[1]" }, EVERYTHING).filter).toBeNull();
});

it("turns a column's order round, then gives it up", () => {
  const [first, second, third] = [1, 2, 3].reduce<ReturnType<typeof nextSort>[]>(
    (steps) => [...steps, nextSort(steps.at(-1) ?? [], "name", false)],
    [],
  );

  expect([first, second, third].map((sort) => writeSort(sort ?? []))).toEqual(["name", "-name", ""]);
});

it("adds further columns to the order without losing the first", () => {
  const sort = nextSort(readSort("-state"), "name", true);

  expect(writeSort(sort)).toBe("-state,name");
  expect(writeSort(nextSort(sort, "state", true, false))).toBe("name,state");
  expect(writeSort(nextSort(sort, "city", false))).toBe("city");
});
