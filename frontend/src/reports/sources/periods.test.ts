import { expect, test } from "vitest";

import { addMonths, spanBefore, spanOf, spanText } from "./periods";

const TODAY = "2026-11-22";

test.each([
  ["this_month", "2026-11-01", "2026-11-22"],
  ["last_month", "2026-10-01", "2026-10-31"],
  ["this_quarter", "2026-10-01", "2026-11-22"],
  ["last_quarter", "2026-07-01", "2026-09-30"],
  ["this_year", "2026-01-01", "2026-11-22"],
  ["last_year", "2025-01-01", "2025-12-31"],
] as const)("%s", (period, from, to) => {
  expect(spanOf(period, TODAY)).toEqual({ from, to });
});

test.each([
  ["this_month", "2026-10-01", "2026-10-22"],
  ["last_month", "2026-09-01", "2026-09-30"],
  ["this_quarter", "2026-07-01", "2026-08-22"],
  ["last_quarter", "2026-04-01", "2026-06-30"],
  ["this_year", "2025-01-01", "2025-11-22"],
  ["last_year", "2024-01-01", "2024-12-31"],
] as const)("%s is compared with as many days before", (period, from, to) => {
  expect(spanBefore(period, spanOf(period, TODAY))).toEqual({ from, to });
});

test("the last quarter of a year begins in October of the year before", () => {
  expect(spanOf("last_quarter", "2026-02-03")).toEqual({ from: "2025-10-01", to: "2025-12-31" });
});

test("March 31 is compared with all of February and no day of March", () => {
  expect(spanBefore("this_month", { from: "2026-03-01", to: "2026-03-31" })).toEqual({
    from: "2026-02-01",
    to: "2026-02-28",
  });
});

test("days of one's own choice are compared with as many days right before", () => {
  expect(spanBefore("custom", { from: "2026-03-05", to: "2026-03-07" })).toEqual({
    from: "2026-03-02",
    to: "2026-03-04",
  });
});

test("a month later than January 31 is the end of February", () => {
  expect(addMonths("2024-01-31", 1)).toBe("2024-02-29");
  expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
});

test("a span is written as people write it", () => {
  expect(spanText({ from: "2026-01-01", to: "2026-03-31" }).replaceAll(/\s/g, " ")).toBe("Jan 1 – Mar 31, 2026");
});
