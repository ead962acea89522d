import { expect, test } from "vitest";

import {
  fittingChoices,
  longerPeriod,
  periodChoices,
  readRange,
  spokenPeriod,
  writeRange,
  writtenPeriod,
} from "./periods";

const TODAY = "2026-02-11";
const itemsOf = (group: string, typed = "") => periodChoices(TODAY, typed).find((each) => each.group === group)?.items;

test("named periods are said in sentence case and written as the API has them", () => {
  expect(spokenPeriod("Last Quarter")).toBe("Last quarter");
  expect(spokenPeriod("Q1 2024")).toBe("Q1 2024");
  expect(writtenPeriod("last  quarter ")).toBe("Last Quarter");
  expect(writtenPeriod("Year to date")).toBe("Year To Date");
  expect(writtenPeriod("march 2024")).toBe("march 2024");
});

test("quarters and months are offered back from today, over the turn of the year", () => {
  expect(itemsOf("Quarters")?.slice(0, 3)).toEqual(["Q1 2026", "Q4 2025", "Q3 2025"]);
  expect(itemsOf("Months")?.slice(0, 3)).toEqual(["February 2026", "January 2026", "December 2025"]);
});

test("a year that is typed brings its quarters and months", () => {
  expect(itemsOf("Year", "2019")).toEqual(["2019"]);
  expect(fittingChoices(periodChoices(TODAY, "q3 2019"), "q3 2019")).toEqual([
    { group: "Quarters", items: ["Q3 2019"] },
  ]);
  expect(fittingChoices(periodChoices(TODAY, "mar 2019"), "mar 2019")).toEqual([
    { group: "Months", items: ["March 2019"] },
  ]);
});

test("days of one's own are read and written", () => {
  expect(readRange("2024-01-01..2024-03-31")).toEqual({ first: "2024-01-01", last: "2024-03-31" });
  expect(readRange(writeRange("2024-01-01", "2024-01-01"))).toEqual({ first: "2024-01-01", last: "2024-01-01" });
  expect(readRange("This Month")).toBeNull();
});

test("an empty period leads to a longer one, and the longest to none", () => {
  expect(longerPeriod("This month")).toBe("This Year");
  expect(longerPeriod("This Year")).toBe("Last 12 Months");
  expect(longerPeriod("Last Year")).toBeNull();
});
