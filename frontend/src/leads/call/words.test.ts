import { expect, test } from "vitest";

import type { Disposition } from "../queries";
import { consequences, duration, minutesOf, usualMoments } from "./words";

const ending = (changes: Partial<Disposition>): Disposition => ({
  key: "x",
  label: "X",
  spoke: true,
  calls_back: false,
  revokes: [],
  stage: null,
  ...changes,
});

test("what follows from an ending is told in one sentence", () => {
  expect(consequences(ending({}), "new")).toBe("");
  expect(consequences(ending({ calls_back: true, stage: "contacted" }), "new")).toBe(
    "Sets a task to call back and moves the lead to contacted",
  );
  expect(consequences(ending({ revokes: ["call_manual", "sms"] }), "new")).toBe(
    "Takes back the consent to calls and texts",
  );
  expect(consequences(ending({ revokes: ["all"], stage: "lost" }), "new")).toBe(
    "Moves the lead to lost and takes back the consent to everything",
  );
});

test("a call of one second lasts one minute, and one of sixty seconds not two", () => {
  expect([minutesOf(1), minutesOf(60), minutesOf(61)]).toEqual([1, 1, 2]);
  expect(duration(245)).toBe("4:05");
});

test("no moment to call back lies in the past", () => {
  for (const hour of [7, 12, 15, 16, 17, 23]) {
    const now = new Date(2026, 10, 22, hour, 40);
    for (const { at } of usualMoments(now)) expect(new Date(at).getTime()).toBeGreaterThan(now.getTime());
  }
});

test("whoever was quoted is not said to go back to contacted", () => {
  expect(consequences(ending({ stage: "contacted" }), "quoted")).toBe("");
  expect(consequences(ending({ stage: "lost" }), "quoted")).toBe("Moves the lead to lost");
  expect(consequences(ending({ stage: "qualified" }), "lost")).toBe("");
});
