import { expect, test } from "vitest";

import { yearAfter } from "./form";
import { pricesOf } from "./PremiumHistory";
import { termShare, termText } from "./term";

test("the share of the term stays between nothing and all", () => {
  expect(termShare({ days_left: 365, days_total: 365 })).toBe(0);
  expect(termShare({ days_left: 400, days_total: 365 })).toBe(0);
  expect(termShare({ days_left: -3, days_total: 365 })).toBe(100);
  expect(termShare({ days_left: 73, days_total: 365 })).toBe(80);
  expect(termShare({ days_left: null, days_total: null })).toBeNull();
});

test("the term says when it begins, ends or ended", () => {
  expect(termText({ days_left: 400, days_total: 365 })).toBe("Begins in 35 days");
  expect(termText({ days_left: 0, days_total: 365 })).toBe("Ends today");
  expect(termText({ days_left: 1, days_total: 365 })).toBe("Ends tomorrow");
  expect(termText({ days_left: -2, days_total: 365 })).toBe("Ended 2 days ago");
  expect(termText({ days_left: null, days_total: null })).toBe("No end date");
});

test("a term of a year ends on the same day, or on February 28", () => {
  expect(yearAfter("2026-03-31")).toBe("2027-03-31");
  expect(yearAfter("2024-02-29")).toBe("2025-02-28");
  expect(yearAfter("soon")).toBeNull();
});

test("prices run back to the one before the first change", () => {
  const change = (at: string, before_cents: number | null, after_cents: number | null) => ({
    at,
    actor_name: "Ann",
    before_cents,
    after_cents,
    before_text: "old",
    after_text: "new",
  });
  const prices = pricesOf([change("2026-02-01T10:00:00Z", 110, 120), change("2025-02-01T10:00:00Z", 100, 110)]);
  expect(prices.map(({ cents, change: by }) => [cents, by])).toEqual([
    [120, 10],
    [110, 10],
    [100, null],
  ]);
  expect(pricesOf([])).toEqual([]);
});
