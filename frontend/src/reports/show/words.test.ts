import { expect, test } from "vitest";

import { changeOf, daysText, figureText, labelText } from "./words";

test("a figure is written with its unit, and nothing is a dash", () => {
  expect(figureText(1234, "count")).toBe("1,234");
  expect(figureText(123_456, "cents")).toBe("$1,234.56");
  expect(figureText(123_456, "cents", "rounded")).toBe("$1,235");
  expect(figureText(0.8836, "rate")).toBe("88.4%");
  expect(figureText(1.4567, "number")).toBe("1.46");
  expect(figureText(null, "rate")).toBe("—");
  expect(figureText(0, "count")).toBe("0");
});

test("what is lost is written with a real minus", () => {
  expect(figureText(-5_000, "cents")).toBe("−$50.00");
  expect(figureText(-0.25, "rate")).toBe("−25%");
});

test.each([
  [120, 100, "count", "20% more"],
  [80, 100, "count", "20% fewer"],
  [8_000, 10_000, "cents", "20% less"],
  [103, 100, "count", "3% more"],
  [104, 101, "count", "3% more"],
  [900, 100, "count", "9 times as many"],
  [45_000, 10_000, "cents", "4.5 times as much"],
  [290, 100, "count", "190% more"],
  [5, 0, "count", "5 more"],
  [-500, 1_000, "cents", "$15.00 less"],
  [0.91, 0.885, "rate", "2.5 points more"],
  [0.88, 0.91, "rate", "3 points less"],
  [100_001, 100_000, "count", "under 0.1% more"],
] as const)("%s after %s %s: %s", (now, before, unit, text) => {
  expect(changeOf(now, before, unit)?.text).toBe(text);
});

test("the same is the same, and of no figure there is no change", () => {
  expect(changeOf(7, 7, "count")?.text).toBe("as before");
  expect(changeOf(null, 7, "count")).toBeNull();
  expect(changeOf(0.5, null, "rate")).toBeNull();
});

test("a period is written with what its days share once", () => {
  expect(daysText({ first: "2026-11-01", last: "2026-11-30" }).replaceAll(/\s/g, " ")).toBe("Nov 1 – 30, 2026");
  expect(daysText({ first: "2025-12-01", last: "2026-01-31" }).replaceAll(/\s/g, " ")).toBe(
    "Dec 1, 2025 – Jan 31, 2026",
  );
  expect(daysText({ first: "2024-02-29", last: "2024-02-29" }).replaceAll(/\s/g, " ")).toBe("Feb 29, 2024");
});

test("lines are called as people would", () => {
  expect(labelText("semi_annual", null)).toBe("Semi annual");
  expect(labelText("Prairie Shield", null)).toBe("Prairie Shield");
  expect(labelText("2026-11-02", "week")).toBe("Week of Nov 2");
  expect(labelText("2026-11-02", "day")).toBe("Nov 2");
  expect(labelText("Nov 2026", "month")).toBe("Nov 2026");
});
