import { expect, test } from "vitest";

import { chanceText, intervalText, pointsText, reasonText, waterfall } from "./waterfall";

const reason = (text: string, points: number) => ({ text, points, certain: true });

test("each bar begins where the one before ended, and the last ends at the score", () => {
  const { steps, points } = waterfall(100, [reason("Homeowner", 8), reason("Shared lead", -14), reason("Auto", 3)], -2);
  expect(steps.map(({ text, from, to }) => [text, from, to])).toEqual([
    ["Shared lead", 100, 86],
    ["Homeowner", 86, 94],
    ["Auto", 94, 97],
    ["Everything else", 97, 95],
  ]);
  expect(points).toBe(95);
});

test("a rest that weighs nothing is no step, and the score is still exact", () => {
  const { steps, points } = waterfall(100, [reason("Auto", 3)], 0.2);
  expect(steps).toHaveLength(1);
  expect(points).toBeCloseTo(103.2);
});

test("what weighs nothing by itself is one step together", () => {
  const { steps } = waterfall(100, [reason("A", 9), reason("B", 0.4), reason("C", 0.3)], 0);
  expect(steps.map(({ text, points }) => [text, Math.round(points * 10)])).toEqual([
    ["A", 90],
    ["Everything else", 7],
  ]);
  expect(reasonText("source × product is google_ads and auto")).toBe("Source × product is google ads and auto");
});

test("the picture holds every bar", () => {
  const { low, high, steps } = waterfall(100, [reason("A", 60), reason("B", -90)], 0);
  for (const { from, to } of steps) {
    expect(Math.min(from, to)).toBeGreaterThan(low);
    expect(Math.max(from, to)).toBeLessThan(high);
  }
});

test("a lead without any reason has a picture too", () => {
  expect(waterfall(100, [], 0)).toMatchObject({ points: 100, steps: [] });
});

test("points have their sign and chances their grain", () => {
  expect([pointsText(11.6), pointsText(-4.2), pointsText(0.3)]).toEqual(["+12", "−4", "0"]);
  expect([chanceText(0.124), chanceText(0.0137)]).toEqual(["12%", "1.4%"]);
});

test("the interval is told as people count", () => {
  expect(intervalText(0.08, 0.17)).toBe("Between 8 and 17 of 100 such leads buy.");
  expect(intervalText(0.118, 0.122)).toBe("About 12 of 100 such leads buy.");
  expect(intervalText(0.002, 0.009)).toBe("Between 2 and 9 of 1,000 such leads buy.");
});
