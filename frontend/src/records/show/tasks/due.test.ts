import { expect, test } from "vitest";

import { dayFromNow, dueAt, urgency } from "./due";

test("a day means its end of work, in the reader's own zone, whatever the clocks do", () => {
  for (const day of ["2026-03-08", "2026-11-01", "2026-12-31"]) {
    const due = new Date(dueAt(day) ?? "");
    expect([due.getFullYear(), due.getMonth() + 1, due.getDate(), due.getHours()]).toEqual([
      ...day.split("-").map(Number),
      17,
    ]);
  }
});

test("what is no day is no date", () => {
  expect(dueAt("soon")).toBeNull();
  expect(dueAt("")).toBeNull();
});

test("days from now go over the ends of months and years", () => {
  expect(dayFromNow(1, new Date(2026, 11, 31))).toBe("2027-01-01");
  expect(dayFromNow(0, new Date(2026, 1, 3))).toBe("2026-02-03");
});

test("a task is late after its hour, due today until then", () => {
  const now = new Date(2026, 10, 22, 12, 0);
  expect(urgency(new Date(2026, 10, 22, 11, 0).toISOString(), now)).toBe("overdue");
  expect(urgency(new Date(2026, 10, 22, 17, 0).toISOString(), now)).toBe("today");
  expect(urgency(new Date(2026, 10, 23, 9, 0).toISOString(), now)).toBe("later");
});
