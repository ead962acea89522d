import { expect, test } from "vitest";

import { oneOf, said, text, whole } from "./address";

test.each([
  ["status:active", "status:active"],
  ["123", "123"],
  [2024, "2024"],
  [{ status: "active" }, '{"status":"active"}'],
  ["", ""],
  [null, undefined],
  [undefined, undefined],
])("the words of %j are %j", (typed, read) => {
  expect(text(typed)).toBe(read);
});

test.each([
  ["7", 7],
  [7, 7],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["seven", undefined],
  ["", undefined],
  [undefined, undefined],
])("the number of %j is %j", (typed, read) => {
  expect(whole(typed)).toBe(read);
});

test("only known words are read, and only what is said is kept", () => {
  expect(oneOf(["before", "year_before"], "before")).toBe("before");
  expect(oneOf(["before", "year_before"], "later")).toBeUndefined();
  expect(said({ q: "", sort: undefined, open: 7, add: true })).toEqual({ open: 7, add: true });
});
