import { expect, test } from "vitest";

import { few } from "./Donut";

const part = (value: number) => ({ key: String(value), label: String(value), value });

test("a ring has five parts at most, and they are still the whole", () => {
  const parts = few([9, 8, 7, 6, 5, 4, 3].map(part));

  expect(parts.map(({ label }) => label)).toEqual(["9", "8", "7", "6", "3 others"]);
  expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(42);
  expect(few([1, 2].map(part))).toHaveLength(2);
});
