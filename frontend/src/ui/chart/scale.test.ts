import { expect, test } from "vitest";

import { roundUp, scale, ticks } from "./scale";

test("a value stands where its share of the way is", () => {
  const place = scale([0, 0.5], [40, 240]);
  expect([place(0), place(0.25), place(0.5)]).toEqual([40, 140, 240]);
  expect(scale([0, 10], [100, 0])(10)).toBe(0);
  expect(scale([3, 3], [0, 10])(3)).toBe(0);
});

test("an axis names round values", () => {
  expect(ticks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(-7, 12, 4)).toEqual([-5, 0, 5, 10]);
  expect(ticks(2, 2)).toEqual([2]);
});

test("an axis ends at a round value", () => {
  expect(roundUp(0.23)).toBe(0.25);
  expect(roundUp(0.3)).toBe(0.3);
  expect(roundUp(0)).toBe(1);
  expect(roundUp(87)).toBe(100);
});
