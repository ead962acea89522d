import { expect, it } from "vitest";

import { rowsOf } from "./rows";

const page = (...ids: number[]) => ({ items: ids.map((id) => ({ id, version: 1 })), next: null });
const idsOf = (...pages: Parameters<typeof rowsOf>[0]) => rowsOf(pages).rows.map(({ id }) => id);

it("puts pages behind each other", () => {
  expect(idsOf(page(1, 2), page(3, 4))).toEqual([1, 2, 3, 4]);
  expect(rowsOf([page(1, 2), page(3)]).ends).toEqual([2, 3]);
});

it("shows a row once when a page that was read again reaches into the next one", () => {
  expect(idsOf(page(9, 1, 2, 3), page(3, 4, 5))).toEqual([9, 1, 2, 3, 4, 5]);
});

it("shows a row where it is now when it moved up", () => {
  expect(idsOf(page(5, 1, 2), page(3, 4, 5))).toEqual([5, 1, 2, 3, 4]);
});

it("goes on while a page is on its way", () => {
  expect(idsOf(page(1, 2), undefined)).toEqual([1, 2]);
});
