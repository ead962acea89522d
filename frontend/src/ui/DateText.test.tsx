import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { agoText, DateText, dateText } from "./DateText";

const NOW = Date.parse("2026-11-22T12:00:00Z");

test("a calendar date is the same day wherever it is read", () => {
  expect(dateText("2026-03-01")).toBe("Mar 1, 2026");
  expect(dateText("2024-02-29")).toBe("Feb 29, 2024");
});

test("an instant is shown with its time", () => {
  expect(dateText("2026-11-22T15:04:05+00:00")).toMatch(/^Nov 2[1-3], 2026, \d{1,2}:04\s[AP]M$/);
});

test("what is no date is shown as it is", () => {
  expect(dateText("soon")).toBe("soon");
});

test.each([
  ["2026-11-22T11:59:30Z", "just now"],
  ["2026-11-22T11:15:00Z", "45 minutes ago"],
  ["2026-11-21T12:00:00Z", "yesterday"],
  ["2026-12-13T12:00:00Z", "in 3 weeks"],
  ["2024-11-20T12:00:00Z", "2 years ago"],
])("%s is %s", (value, words) => {
  expect(agoText(value, NOW)).toBe(words);
});

test("no date is a dash that says so", () => {
  render(<DateText value={null} />);
  expect(screen.getByText("–")).toBeVisible();
});

test("the machine's own words stay in the page", () => {
  render(<DateText value="2026-03-31" />);
  expect(screen.getByText("Mar 31, 2026")).toHaveAttribute("datetime", "2026-03-31");
});
