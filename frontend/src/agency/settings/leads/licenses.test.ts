import { expect, it } from "vitest";

import { licensesText } from "./licenses";

const license = (state: string, line: string | null = null, expires_on: string | null = null) => ({
  state,
  line,
  number: null,
  expires_on,
});

it("says states and lines, and counts what has run out", () => {
  expect(licensesText([], "2026-11-22")).toBe("No licenses");
  expect(
    licensesText(
      [
        license("OH"),
        license("OH", "life"),
        license("IN", "home"),
        license("IN", "auto"),
        license("MI", null, "2026-11-21"),
      ],
      "2026-11-22",
    ),
  ).toBe("Licensed in IN (home, auto), OH; 1 expired");
  expect(licensesText([license("MI", null, "2026-11-21")], "2026-11-22")).toBe("No licenses: 1 expired");
  expect(licensesText([license("MI", null, "2026-11-22")], "2026-11-22")).toBe("Licensed in MI");
});
