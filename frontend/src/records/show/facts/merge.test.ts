import { expect, test } from "vitest";

import { clashes, same, settled } from "./merge";

const base = { name: "Ann", phone: "1", city: "Dayton", contact: { email: "a@x", phone: "1" } };

test("changes of different fields do not clash", () => {
  expect(clashes(base, { ...base, city: "Akron" }, { phone: "2" })).toEqual([]);
});

test("the same field changed to different values clashes and knows all three sides", () => {
  expect(clashes(base, { ...base, phone: "3" }, { phone: "2", name: "Anna" })).toEqual([
    { field: "phone", base: "1", mine: "2", theirs: "3" },
  ]);
});

test("both sides making the same change is no clash", () => {
  expect(clashes(base, { ...base, phone: "2" }, { phone: "2" })).toEqual([]);
});

test("what was empty may be null, undefined or an empty text", () => {
  expect(same(null, "")).toBe(true);
  expect(same(undefined, null)).toBe(true);
  expect(same(0, null)).toBe(false);
  expect(same(false, null)).toBe(false);
});

test("JSON is compared by what it says, not by the order of its keys", () => {
  expect(same({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
  expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(same([], {})).toBe(false);
});

test("mine is saved again where I choose mine", () => {
  const theirs = { ...base, phone: "3" };
  const clashing = clashes(base, theirs, { phone: "2", name: "Anna" });
  expect(settled({ phone: "2", name: "Anna" }, theirs, clashing, { phone: "mine" })).toEqual({
    phone: "2",
    name: "Anna",
  });
});

test("choosing theirs leaves the field out, and my other changes in", () => {
  const theirs = { ...base, phone: "3" };
  const clashing = clashes(base, theirs, { phone: "2", name: "Anna" });
  expect(settled({ phone: "2", name: "Anna" }, theirs, clashing, { phone: "theirs" })).toEqual({ name: "Anna" });
});

test("choosing what it was before puts that back", () => {
  const theirs = { ...base, phone: "3" };
  const clashing = clashes(base, theirs, { phone: "2" });
  expect(settled({ phone: "2" }, theirs, clashing, { phone: "base" })).toEqual({ phone: "1" });
});
