import { expect, test } from "vitest";

import {
  added,
  begun,
  changed,
  freeId,
  moved,
  placeAt,
  put,
  redone,
  resized,
  standingAlone,
  undone,
  without,
  type Place,
} from "./arranging";
import type { Tile } from "./tiles";

const tile = (id: string, width = 4, height = 2, kind = "lines"): Tile => ({
  id,
  kind,
  title: null,
  width,
  height,
  shows: null,
});
const tiles = ["a", "b", "c", "d"].map((id) => tile(id));
const order = (some: readonly Tile[]) => some.map(({ id }) => id).join("");

test("a tile goes to another place and the others close up", () => {
  expect(order(moved(tiles, "a", 2))).toBe("bcad");
  expect(order(moved(tiles, "d", 0))).toBe("dabc");
  expect(order(moved(tiles, "b", 99))).toBe("acdb");
  expect(moved(tiles, "a", -1)).toBe(tiles);
  expect(moved(tiles, "x", 1)).toBe(tiles);
});

test("sizes go in steps and end where they end", () => {
  expect(resized(tiles, "a", { wide: 1 })[0]?.width).toBe(6);
  expect(resized([tile("a", 12)], "a", { wide: 1 })[0]?.width).toBe(12);
  expect(resized([tile("a", 3)], "a", { wide: -1 })[0]?.width).toBe(3);
  expect(resized(tiles, "a", { high: 1 })[0]?.height).toBe(3);
  expect(resized([tile("a", 5)], "a", { wide: 1 })[0]?.width).toBe(6);
});

test("a chart is never lower than it can be read, a number is", () => {
  expect(resized(tiles, "a", { high: -1 })).toBe(tiles);
  expect(resized([tile("n", 3, 2, "premium")], "n", { high: -1 })[0]?.height).toBe(1);
});

test("every step can be taken back and done again", () => {
  const first = begun(tiles);
  const second = put(first, without(tiles, "b"));
  const third = put(second, added(second.tiles, tile("e")));

  expect(order(third.tiles)).toBe("acde");
  expect(order(undone(third).tiles)).toBe("acd");
  expect(order(undone(undone(third)).tiles)).toBe("abcd");
  expect(undone(first)).toBe(first);
  expect(order(redone(undone(third)).tiles)).toBe("acde");
  expect(put(undone(third), changed(tiles, tile("a", 12))).after).toEqual([]);
  expect(put(first, tiles)).toBe(first);
});

test("a new tile has an id of its own", () => {
  expect(freeId(tiles, "a")).toBe("a-2");
  expect(freeId([tile("a"), tile("a-2")], "a")).toBe("a-3");
  expect(freeId(tiles, "sales")).toBe("sales");
});

// a b
// c c
// d
const places: Place[] = [
  { id: "a", left: 0, right: 100, top: 0, bottom: 50 },
  { id: "b", left: 110, right: 210, top: 0, bottom: 50 },
  { id: "c", left: 0, right: 210, top: 60, bottom: 110 },
  { id: "d", left: 0, right: 100, top: 120, bottom: 170 },
];

test("up and down go to the nearest tile of the next row", () => {
  expect(placeAt(tiles, places, "b", "down")).toBe(2);
  expect(placeAt(tiles, places, "d", "up")).toBe(2);
  expect(placeAt(tiles, places, "c", "up")).toBe(0);
  expect(placeAt(tiles, places, "a", "up")).toBe(0);
  expect(placeAt(tiles, places, "d", "down")).toBe(3);
  expect(placeAt(tiles, places, "b", "left")).toBe(0);
  expect(placeAt(tiles, places, "b", "right")).toBe(2);
});

test("on a tablet a tile without a neighbour is found", () => {
  const alone = (...some: Tile[]) => [...standingAlone(some)].join("");
  expect(alone(tile("a"), tile("b"), tile("c"), tile("d", 12))).toBe("c");
  expect(alone(tile("a", 8), tile("b", 4, 3), tile("c", 4, 1), tile("d", 4, 1), tile("e", 4, 1))).toBe("");
  expect(alone(tile("a", 12), tile("b"))).toBe("b");
  expect(alone(tile("a", 4, 3), tile("b", 4, 1), tile("c", 12))).toBe("");
});
