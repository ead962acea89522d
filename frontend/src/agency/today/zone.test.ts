import { describe, expect, it } from "vitest";

import { addDays, instantOf, wallClock } from "@/ui/clock";

import { greeting, nextMonday } from "./zone";

const NEW_YORK = "America/New_York";

describe("the agency's day", () => {
  it("is not the reader's", () => {
    expect(wallClock(NEW_YORK, new Date("2026-11-23T02:30:00Z"))).toEqual({
      day: "2026-11-22",
      time: "21:30",
      seconds: 0,
    });
  });

  it("turns into instants that follow daylight saving", () => {
    expect(instantOf(NEW_YORK, "2026-11-23")).toBe("2026-11-23T22:00:00.000Z");
    expect(instantOf(NEW_YORK, "2026-07-01", "09:15")).toBe("2026-07-01T13:15:00.000Z");
  });

  it("has days on which the clock is changed", () => {
    expect(instantOf(NEW_YORK, "2026-03-08", "00:30")).toBe("2026-03-08T05:30:00.000Z");
    expect(instantOf(NEW_YORK, "2026-03-08", "09:00")).toBe("2026-03-08T13:00:00.000Z");
    expect(instantOf(NEW_YORK, "2026-11-01", "09:00")).toBe("2026-11-01T14:00:00.000Z");
  });

  it.each([
    ["2026-11-22", "2026-11-23"],
    ["2026-11-23", "2026-11-30"],
    ["2026-11-28", "2026-11-30"],
  ])("after %s, the next Monday is %s", (day, monday) => expect(nextMonday(day)).toBe(monday));

  it("goes over the ends of months", () => expect(addDays("2026-02-27", 3)).toBe("2026-03-02"));

  it("greets by its own clock", () => {
    expect(greeting(NEW_YORK, new Date("2026-11-22T14:00:00Z"))).toBe("Good morning");
    expect(greeting(NEW_YORK, new Date("2026-11-22T20:00:00Z"))).toBe("Good afternoon");
    expect(greeting(NEW_YORK, new Date("2026-11-23T02:00:00Z"))).toBe("Good evening");
  });
});
