import { expect, test } from "vitest";

import { stepsOf } from "./steps";

const at = (hour: number, score: number) => ({
  score,
  scored_at: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(),
});

test("the line stays where it was until the next score and is held at the end", () => {
  expect(stepsOf([at(0, 0.1), at(1, 0.3), at(2, 0.2)], 100, 46)).toBe("M0.0 43.0H46.0V3.0H92.0V23.0H100");
});

test("scores that never changed make a level line", () => {
  expect(stepsOf([at(0, 0.1), at(1, 0.1)], 100, 46)).toBe("M0.0 23.0H92.0V23.0H100");
});

test("scores of one instant do not divide by nothing", () => {
  expect(stepsOf([at(0, 0.1), at(0, 0.3)], 100, 46)).toBe("M0.0 43.0H0.0V3.0H100");
});
