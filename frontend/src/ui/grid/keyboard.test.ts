import { expect, it } from "vitest";

import { nextPlace } from "./keyboard";

const BOUNDS = { rows: 50, columns: 4, page: 10 };
const press = (key: string, from: [number, number], ctrlKey = false) => {
  const to = nextPlace({ row: from[0], column: from[1] }, { key, ctrlKey, metaKey: false }, BOUNDS);
  return to && [to.row, to.column];
};

it.each([
  ["ArrowDown", [0, 1], [1, 1]],
  ["ArrowUp", [0, 1], [-1, 1]],
  ["ArrowUp", [-1, 1], [-1, 1]],
  ["ArrowLeft", [3, 0], [3, 0]],
  ["ArrowRight", [3, 3], [3, 3]],
  ["Home", [3, 2], [3, 0]],
  ["End", [3, 2], [3, 3]],
  ["PageDown", [45, 2], [49, 2]],
  ["PageUp", [4, 2], [0, 2]],
] as const)("%s goes from %j to %j", (key, from, to) => {
  expect(press(key, [...from])).toEqual(to);
});

it("goes to the first and the last row with Ctrl", () => {
  expect(press("Home", [20, 2], true)).toEqual([0, 0]);
  expect(press("End", [20, 2], true)).toEqual([49, 3]);
  expect(press("ArrowDown", [20, 2], true)).toEqual([49, 2]);
});

it("leaves other keys alone", () => {
  expect(press("Enter", [0, 0])).toBeNull();
});
