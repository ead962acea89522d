import { expect, test } from "vitest";

import { csvText } from "./csv";
import { FIGURES, nextSort, sorted, textOf, type Line } from "./figures";
import { durationText } from "./words";

const NOTHING: Line = {
  key: null,
  label: "",
  leads: 0,
  attempted: 0,
  contacted: 0,
  quoted: 0,
  won: 0,
  lost: 0,
  open: 0,
  cost_cents: 0,
  premium_cents: 0,
  commission_cents: 0,
  contact_rate: null,
  quote_rate: null,
  bind_rate: null,
  close_rate: null,
  close_on_contact: null,
  within_five_minutes: null,
  cost_per_lead_cents: null,
  cost_per_customer_cents: null,
  roi: null,
  median_minutes_to_attempt: null,
  p90_minutes_to_attempt: null,
  rows: { leads: {}, attempted: {}, contacted: {}, quoted: {}, won: {}, lost: {}, open: {} },
};
const line = (label: string, more: Partial<Line> = {}): Line => ({ ...NOTHING, label, ...more });
const labels = (lines: Line[]) => lines.map(({ label }) => label);

test("the largest come first, what has no figure last, whichever way", () => {
  const lines = [line("a", { roi: -0.4 }), line("b"), line("c", { roi: 1.5 })];
  expect(labels(sorted(lines, "-roi"))).toEqual(["c", "a", "b"]);
  expect(labels(sorted(lines, "roi"))).toEqual(["a", "c", "b"]);
  expect(labels(sorted(lines, "-label"))).toEqual(["c", "b", "a"]);
  expect(labels(sorted(lines, "-no such figure"))).toEqual(["c", "b", "a"]);
});

test("a head turns the order; figures begin with the largest", () => {
  expect(nextSort("-leads", "roi")).toBe("-roi");
  expect(nextSort("-roi", "roi")).toBe("roi");
  expect(nextSort("roi", "roi")).toBe("-roi");
  expect(nextSort("-roi", "label")).toBe("label");
  expect(nextSort("label", "label")).toBe("-label");
});

test("a rate of nothing is no figure, and each says why", () => {
  for (const figure of FIGURES) {
    if (textOf(NOTHING, figure) === null) expect(figure.nothing).not.toBe("");
    else expect(textOf(NOTHING, figure)).toMatch(/^\$?0$/);
  }
});

test("the file has cents to the cent, quotes what needs it, and no formula of a stranger", () => {
  const text = csvText("Source", [
    line('=cmd|"x"', { leads: 3, cost_cents: 100_05, cost_per_lead_cents: 33_35, roi: -0.25 }),
  ]);
  const [heads, row] = text.split("\r\n");
  expect(heads).toBe(
    "Source,Leads,Attempted,Contacted,Quoted,Won,Close rate,Cost (USD),Per lead (USD),Per customer (USD)," +
      "Premium (USD),ROI,First attempt",
  );
  expect(row).toBe(`"'=cmd|""x""",3,0,,0,0,,100.05,33.35,,0.00,-0.25,`);
});

test("times are written as long as they are", () => {
  expect([0.4, 12.2, 89, 210, 3024].map(durationText)).toEqual([
    "under 1 min",
    "12 min",
    "89 min",
    "3.5 h",
    "2.1 days",
  ]);
});
