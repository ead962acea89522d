import { expect, test } from "vitest";

import { urgency } from "./due";

test("a task is late after its hour, due today until then", () => {
  const now = new Date(2026, 10, 22, 12, 0);
  expect(urgency(new Date(2026, 10, 22, 11, 0).toISOString(), now)).toBe("overdue");
  expect(urgency(new Date(2026, 10, 22, 17, 0).toISOString(), now)).toBe("today");
  expect(urgency(new Date(2026, 10, 23, 9, 0).toISOString(), now)).toBe("later");
});
