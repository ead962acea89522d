import { expect, test } from "vitest";

import { byDay, dayLabel, localDay, wholeDay } from "./days";

const now = new Date(2026, 10, 22, 9, 0);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

test("days are named by how near they are", () => {
  expect(dayLabel(new Date(2026, 10, 22, 0, 5), now)).toBe("Today");
  expect(dayLabel(new Date(2026, 10, 21, 23, 55), now)).toBe("Yesterday");
  expect(dayLabel(new Date(2026, 10, 16), now)).toBe("Monday, November 16");
  expect(dayLabel(new Date(2024, 1, 29), now)).toBe("February 29, 2024");
});

test("items keep their order and stand under their days", () => {
  const items = [
    { at: at(2026, 10, 22, 8, 0), key: "a" },
    { at: at(2026, 10, 22, 0, 1), key: "b" },
    { at: at(2026, 10, 21, 23, 59), key: "c" },
  ];
  expect(byDay(items, now).map(({ label, items: of }) => [label, of.map(({ key }) => key)])).toEqual([
    ["Today", ["a", "b"]],
    ["Yesterday", ["c"]],
  ]);
});

test("nothing makes no days", () => {
  expect(byDay([], now)).toEqual([]);
});

test("an instant that stands for a day in the agency's zone is that day everywhere", () => {
  expect(wholeDay("2024-02-05T05:00:00+00:00", "America/New_York")).toBe("2024-02-05");
  expect(wholeDay("2024-07-05T04:00:00+00:00", "America/New_York")).toBe("2024-07-05");
  expect(wholeDay("2024-02-05T05:00:01+00:00", "America/New_York")).toBeNull();
  expect(wholeDay("2024-02-05T05:00:00+00:00", "America/Los_Angeles")).toBeNull();
  const [day] = byDay([{ at: "2026-11-16T05:00:00+00:00" }], now, "America/New_York");
  expect(day?.label).toBe("Monday, November 16");
});

test("the day of an instant is the reader's own", () => {
  expect(localDay(at(2026, 0, 1, 0, 0))).toBe("2026-01-01");
  expect(localDay(at(2026, 0, 1, 23, 59))).toBe("2026-01-01");
});
