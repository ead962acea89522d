import { describe, expect, it } from "vitest";

import type { Field } from "@/ui/inputs/kinds";

import { minuteOf, minutesText, minuteText, positionOfNext, ruleText } from "./words";

const source: Field = {
  name: "source",
  label: "Source",
  kind: "text",
  required: false,
  readonly: false,
  nullable: true,
  sortable: true,
  choices: [],
  max_length: 64,
  references: null,
  operators: ["eq", "ne", "in", "not_in", "is_null", "contains"],
  derived: false,
  indexed: false,
};
const names = { fields: [source], person: (id: number) => `Person ${id}`, team: (id: number) => `Team ${id}` };
const rule = {
  applies_to: null,
  team_id: null,
  user_id: null,
  needs_license: true,
  respond_within_minutes: 15,
  most_reassignments: 2,
  escalate_to: null,
};

describe("a rule in words", () => {
  it("says who gets which leads and what follows", () => {
    expect(ruleText(rule, names)).toBe(
      "Every lead goes by turns to all agents licensed for it. " +
        "To be answered within 15 minutes, or else handed on up to 2 times.",
    );
    expect(
      ruleText(
        { ...rule, applies_to: { source: "referral" }, user_id: 7, most_reassignments: 0, escalate_to: 3 },
        names,
      ),
    ).toBe(
      "When source is “referral”: it goes to Person 7 if licensed. " +
        "To be answered within 15 minutes, or else Person 3 is told.",
    );
    expect(ruleText({ ...rule, team_id: 4, needs_license: false, most_reassignments: 1, escalate_to: 3 }, names)).toBe(
      "Every lead goes by turns to the agents of Team 4. " +
        "To be answered within 15 minutes, or else handed on up to once, then Person 3 is told.",
    );
    expect(ruleText({ ...rule, applies_to: {}, most_reassignments: 0 }, names)).toContain("nothing follows");
  });
});

it("puts a new rule before the one that takes every lead", () => {
  const some = { applies_to: { source: "web" }, is_active: true, position: 10 };

  expect(positionOfNext([])).toBe(10);
  expect(positionOfNext([some])).toBe(20);
  expect(positionOfNext([some, { applies_to: null, is_active: false, position: 15 }])).toBe(25);
  expect(positionOfNext([some, { applies_to: null, is_active: true, position: 100 }])).toBe(99);
});

describe("times", () => {
  it("are read and written", () => {
    expect([5, 60, 90, 120].map(minutesText)).toEqual(["5 minutes", "1 hour", "90 minutes", "2 hours"]);
    expect([0, 540, 1020, 1440].map(minuteText)).toEqual(["12:00 AM", "9:00 AM", "5:00 PM", "midnight"]);
    expect(["09:30", "", "25:00", "00:00"].map((text) => minuteOf(text))).toEqual([570, null, null, 0]);
    expect(minuteOf("00:00", true)).toBe(1440);
  });
});
