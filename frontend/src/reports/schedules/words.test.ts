import { expect, test } from "vitest";

import { addresses, dayText, howOften, isFixed, momentText, ordinal, recipientsProblem } from "./words";

test("numbers of days are said as people say them", () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30].map(ordinal)).toEqual([
    "1st",
    "2nd",
    "3rd",
    "4th",
    "11th",
    "12th",
    "13th",
    "21st",
    "22nd",
    "23rd",
    "30th",
  ]);
});

test("a day that not every month has says what becomes of it", () => {
  expect(dayText(28)).toBe("the 28th");
  expect(dayText(30)).toBe("the 30th, or the last day");
  expect(dayText(31)).toBe("the last day");
});

test("how often is said in one line", () => {
  const times = { weekday: 7, day_of_month: 31, hour: 0 };
  expect(howOften({ ...times, cadence: "daily" })).toBe("Every day, 12:00 AM");
  expect(howOften({ ...times, cadence: "weekly", hour: 12 })).toBe("Every Sunday, 12:00 PM");
  expect(howOften({ ...times, cadence: "monthly", hour: 19 })).toBe("Every month on the last day, 7:00 PM");
});

test("the next time is by the agency's clock, wherever it is read", () => {
  expect(momentText("2026-11-30T13:00:00Z", "America/Chicago")).toBe("Mon, Nov 30, 7:00 AM");
  expect(momentText("2026-11-30T09:00:00Z", "Pacific/Honolulu")).toBe("Sun, Nov 29, 11:00 PM");
});

test("addresses that are pasted with names are the addresses, each once", () => {
  expect(addresses(["Ann Lee <ann@x.com>", " ANN@x.com", "bob@y.org ", ""])).toEqual(["ann@x.com", "bob@y.org"]);
});

test("what is no address is named", () => {
  expect(recipientsProblem([])).toMatch(/at least one/);
  expect(recipientsProblem(["a@b.com"])).toBeNull();
  expect(recipientsProblem(["a@b.com", "ann"])).toBe("ann is not an e-mail address.");
  expect(recipientsProblem(["x", "y", "z"])).toBe("x, y and z are not e-mail addresses.");
  expect(recipientsProblem(Array.from({ length: 51 }, (_, n) => `p${n}@x.com`))).toMatch(/50/);
});

test.each([
  ["Last Month", false],
  ["Year To Date", false],
  ["Last 30 Days", false],
  ["Q1 2024", true],
  ["2024-01-01..2024-03-31", true],
  [undefined, false],
])("%s is fixed: %s", (period, fixed) => {
  expect(isFixed(period)).toBe(fixed);
});
