import { expect, test } from "vitest";

import type { FigureLine, FigureTable } from "./document";
import { nextOrder, ordered } from "./lines";

const line = (label: string, premium: number | null): FigureLine => ({
  value: label,
  label,
  figures: { premium },
  before: null,
  rows: {},
  behind: {},
});

const table = (grain: FigureTable["grain"], lines: FigureLine[]): FigureTable => ({
  key: "by_line",
  title: "By line",
  noun: "policies",
  group: "policy_type",
  grain,
  chart: "bars",
  chart_of: "premium",
  columns: [{ key: "premium", label: "Premium", unit: "cents", about: "", noun: "policies", quotient: null }],
  lines,
  total: line("All", 0),
  left_out: 0,
  additive: [],
});

const names = (found: readonly FigureLine[]) => found.map(({ label }) => label);

test("lines stand by a figure, and those without one come last either way", () => {
  const lines = table(null, [line("Auto", 5), line("Home", null), line("Life", 9)]);

  expect(names(ordered(lines, ""))).toEqual(["Auto", "Home", "Life"]);
  expect(names(ordered(lines, "-premium"))).toEqual(["Life", "Auto", "Home"]);
  expect(names(ordered(lines, "premium"))).toEqual(["Auto", "Life", "Home"]);
});

test("names stand by the alphabet, months by the calendar", () => {
  expect(names(ordered(table(null, [line("Zed", 1), line("Ann", 2)]), "label"))).toEqual(["Ann", "Zed"]);
  expect(names(ordered(table("month", [line("Jan 2026", 1), line("Feb 2026", 2)]), "-label"))).toEqual([
    "Feb 2026",
    "Jan 2026",
  ]);
});

test("the third click brings the report's own order back", () => {
  expect(nextOrder("", "premium")).toBe("-premium");
  expect(nextOrder("-premium", "premium")).toBe("premium");
  expect(nextOrder("premium", "premium")).toBe("");
  expect(nextOrder("-premium", "label")).toBe("label");
});
