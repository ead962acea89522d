import { describe, expect, it } from "vitest";

import type { Field } from "../inputs/kinds";
import { criteriaOf, fieldMap, isGroup, OPAQUE, treeOf, UNCHOSEN, type Criteria, type Node } from "./tree";
import { criteriaText, operatorChoices } from "./words";

const EQUAL = ["eq", "ne", "in", "not_in", "is_null"];
const ORDERED = [...EQUAL, "gt", "gte", "lt", "lte", "min", "max"];
const DATED = [...ORDERED, "newer_than_days", "older_than_days", "within_next_days"];
const OPERATORS: Record<Field["kind"], string[]> = {
  text: [...EQUAL, "contains", "starts_with", "ends_with"],
  integer: ORDERED,
  number: ORDERED,
  boolean: ["eq", "ne", "is_null"],
  date: DATED,
  instant: DATED,
  json: ["is_null", "contains"],
};

const field = (name: string, kind: Field["kind"], given: Partial<Field> = {}): Field => ({
  name,
  label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " "),
  kind,
  required: false,
  readonly: false,
  nullable: true,
  sortable: true,
  choices: [],
  max_length: null,
  references: null,
  operators: OPERATORS[kind],
  derived: false,
  indexed: false,
  ...given,
});

const FIELDS = [
  field("name", "text", { max_length: 255 }),
  field("status", "text", { choices: ["active", "inactive"], nullable: false }),
  field("premium_cents", "integer", { label: "Premium in cents" }),
  field("policies_count", "integer", { label: "Policies" }),
  field("coverage_amount", "number", { label: "Coverage" }),
  field("end_date", "date", { label: "End date" }),
  field("created_at", "instant", { label: "Created" }),
  field("is_public", "boolean"),
  field("owner_id", "integer", { label: "Owner", references: "users" }),
  field("metadata", "json"),
];
const KNOWN = fieldMap(FIELDS);

const again = (criteria: Criteria) => criteriaOf(treeOf(criteria, KNOWN), KNOWN);
const read = (criteria: Criteria) => treeOf(criteria, KNOWN);

describe("criteria keep their words", () => {
  it.each<[string, Criteria]>([
    ["a value", { status: "active" }],
    ["a list", { status: ["active", "inactive"] }],
    ["operators", { name: { contains: "smith", starts_with: "j" }, policies_count: { gt: 2 } }],
    ["a range", { premium_cents: { gte: 100, lte: 200 } }],
    ["relative days", { end_date: { within_next_days: 30 } }],
    ["emptiness", { name: { is_null: true }, owner_id: { is_null: false } }],
    ["or", { or: [{ status: "active" }, { name: { ends_with: "x" } }] }],
    ["not", { not: { name: { contains: "x" } } }],
    ["none", { not: { or: [{ status: "active" }, { policies_count: 0 }] } }],
    ["not all", { not: { status: "active", policies_count: 0 } }],
    ["nesting", { status: "active", or: [{ and: [{ name: "a" }, { name: "b" }] }, { not: { policies_count: 1 } }] }],
    ["metadata", { "metadata.shoe": { ne: "42" } }],
    ["JSON", { metadata: { contains: { a: [1] } } }],
    ["false", { is_public: false }],
  ])("%s", (_, criteria) => {
    expect(again(criteria)).toEqual(criteria);
  });

  it("says synonyms in one way", () => {
    expect(again({ premium_cents: { min: 1, max: 2 } })).toEqual({ premium_cents: { gte: 1, lte: 2 } });
    expect(again({ name: { eq: null } })).toEqual({ name: { is_null: true } });
    expect(again({ and: [{ status: "active" }] })).toEqual({ status: "active" });
  });
});

describe("what the builder has no controls for is kept", () => {
  it.each<[string, Criteria]>([
    ["an unknown field", { shoe_size: { gt: 42 } }],
    ["an unknown operator", { name: { sounds_like: "x" } }],
    ["an empty text", { name: "" }],
    ["an empty list", { status: [] }],
    ["every record", { or: [{}, { status: "active" }] }],
    ["no record", { not: {} }],
    ["an unknown shape", { and: "x" }],
    ["null in a comparison", { policies_count: { gt: null } }],
  ])("%s", (_, criteria) => {
    expect(again(criteria)).toEqual(criteria);
    expect(clauses(read(criteria)).some((rule) => !isGroup(rule) && rule.field === OPAQUE)).toBe(true);
  });
});

function clauses(node: Node): Node[] {
  return isGroup(node) ? node.rules.flatMap(clauses) : [node];
}

describe("conditions that are not finished", () => {
  it.each<[string, string, unknown]>([
    [UNCHOSEN, "eq", ""],
    ["name", "contains", ""],
    ["status", "in", []],
    ["premium_cents", "between", [100, null]],
    ["end_date", "gte", "3/1"],
    ["end_date", "newer_than_days", null],
    ["created_at", "between", ["2026-01-01", ""]],
  ])("%s %s is not sent", (name, operator, value) => {
    const finished = { field: "status", operator: "eq", value: "active" };

    expect(criteriaOf({ combinator: "all", rules: [{ field: name, operator, value }] }, KNOWN)).toBeNull();
    expect(criteriaOf({ combinator: "any", rules: [finished, { field: name, operator, value }] }, KNOWN)).toEqual({
      status: "active",
    });
  });

  it("take their value along when the operator changes", () => {
    const status = (operator: string, value: unknown) =>
      criteriaOf({ combinator: "all", rules: [{ field: "status", operator, value }] }, KNOWN);

    expect(status("in", "active")).toEqual({ status: ["active"] });
    expect(status("eq", ["active", "inactive"])).toEqual({ status: "active" });
  });
});

it("days of instants are the reader's, from midnight to midnight", () => {
  const tree = treeOf(null, KNOWN);
  const rule = { field: "created_at", operator: "between", value: ["2026-03-01", "2026-03-01"] };
  const sent = criteriaOf({ ...tree, rules: [rule] }, KNOWN) as { created_at: { gte: string; lt: string } };

  expect(Date.parse(sent.created_at.lt) - Date.parse(sent.created_at.gte)).toBe(86_400_000);
  expect(read(sent).rules).toEqual([rule]);
});

// Any criteria, said again, choose the same records.

type Row = Record<string, unknown>;

function matches(criteria: Criteria, row: Row): boolean {
  return Object.entries(criteria).every(([name, asked]) => {
    if (name === "and") return (asked as Criteria[]).every((one) => matches(one, row));
    if (name === "or") return (asked as Criteria[]).some((one) => matches(one, row));
    if (name === "not") return !matches(asked as Criteria, row);
    const tests = Array.isArray(asked) ? { in: asked } : typeof asked === "object" && asked ? asked : { eq: asked };
    return Object.entries(tests).every(([operator, value]) => holds(row[name] ?? null, operator, value));
  });
}

function holds(held: unknown, operator: string, value: unknown): boolean {
  if (operator === "is_null") return (held === null) === value;
  if (value === null) return (held === null) === (operator === "eq");
  if (operator === "ne") return held !== value;
  if (operator === "not_in") return !(value as unknown[]).includes(held);
  if (held === null) return false;
  const [a, b] = [held as number, value as number];
  switch (operator) {
    case "eq":
      return a === b;
    case "in":
      return (value as unknown[]).includes(held);
    case "gt":
      return a > b;
    case "gte":
    case "min":
      return a >= b;
    case "lt":
      return a < b;
    case "lte":
    case "max":
      return a <= b;
    default:
      return String(held).includes(String(value));
  }
}

/** A stream of numbers that is the same every time (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

function someCriteria(roll: (sides: number) => number, depth: number): Criteria {
  const made: Criteria = {};
  for (let parts = roll(3) + (depth === 0 ? 1 : 0); parts > 0; parts--) {
    const which = roll(depth < 4 ? 7 : 4);
    const many = () => Array.from({ length: roll(3) + 1 }, () => someCriteria(roll, depth + 1));
    if (which === 4) made["and"] = many();
    else if (which === 5) made["or"] = many();
    else if (which === 6) made["not"] = someCriteria(roll, depth + 1);
    else Object.assign(made, someCondition(roll, which));
  }
  return made;
}

function someCondition(roll: (sides: number) => number, which: number): Criteria {
  const pick = <T>(choices: T[]): T => choices[roll(choices.length)] as T;
  if (which === 0) return { status: pick<unknown>(["active", ["active", "inactive"], { ne: "active" }, []]) };
  if (which === 1)
    return { name: pick<unknown>([{ contains: "a" }, null, { is_null: false }, { starts_with: "b", ne: "bb" }, ""]) };
  if (which === 2) return { shoe_size: { gt: roll(4) } };
  const number = () => roll(5);
  return {
    policies_count: pick<unknown>([
      number(),
      { gt: number() },
      { min: number(), lte: number() },
      { gte: number(), lt: number(), ne: number() },
      { not_in: [number(), number()] },
      { eq: null },
    ]),
  };
}

it("thousands of criteria mean the same after reading and writing, and stay as they are from then on", () => {
  const roll = dice(20_261_122);
  const rows: Row[] = ["active", "inactive"].flatMap((status) =>
    [null, "a", "b", "bb", ""].flatMap((name) =>
      [null, 0, 1, 2, 3, 4].map((number) => ({ status, name, policies_count: number, shoe_size: number })),
    ),
  );
  for (let times = 0; times < 3000; times++) {
    const criteria = someCriteria(roll, 0);
    const said = again(criteria) ?? {};

    const different = rows.find((row) => matches(criteria, row) !== matches(said, row));
    expect(different, `${JSON.stringify(criteria)} became ${JSON.stringify(said)}`).toBeUndefined();
    expect(again(said) ?? {}).toEqual(said);
  }
});

describe("in words", () => {
  const names = (id: number) => ({ 3: "Lauren Thompson" })[id] ?? "?";

  it.each<[Criteria | null, string]>([
    [null, "Everything"],
    [{ status: "active", premium_cents: { gt: 120_000 } }, "Status is active and premium is more than $1,200"],
    [{ status: ["active", "inactive"] }, "Status is active or inactive"],
    [{ premium_cents: { min: 10_000, max: 20_050 } }, "Premium is between $100 and $200.50"],
    [{ end_date: { within_next_days: 30 } }, "End date is in the next 30 days"],
    [{ end_date: { newer_than_days: 1 } }, "End date is in the last 1 day"],
    [{ end_date: { lt: "2026-03-01" } }, "End date is before Mar 1, 2026"],
    [{ owner_id: 3 }, "Owner is Lauren Thompson"],
    [{ owner_id: { is_null: true } }, "Owner is empty"],
    [{ name: { contains: "smi" } }, "Name contains “smi”"],
    [
      { or: [{ status: "active" }, { name: "A", policies_count: { gte: 2 } }] },
      "Status is active or (name is “A” and policies is at least 2)",
    ],
    [{ not: { or: [{ name: "A" }, { name: "B" }] } }, "Not (name is “A” or name is “B”)"],
    [{ shoe_size: 4 }, '{"shoe_size":4}'],
    [
      { policies: { any: { status: "active", end_date: { lte: "2026-03-01" } } } },
      "Has policies (status is active and end date is on or before Mar 1, 2026)",
    ],
    [{ claims: { none: {} } }, "Has no claims"],
    [
      { policies: { any: { and: [{ start_date: { lte: "2026-01-01" } }, { or: [{ a: 1 }, { b: 2 }] }] } } },
      "Has policies (start date is on or before Jan 1, 2026 and (a is 1 or b is 2))",
    ],
    [
      { policies: { any: { or: [{ policy_type: ["auto", "home"] }, { not: { end_date: { is_null: true } } }] } } },
      "Has policies (policy type is auto or home or not (end date is empty))",
    ],
    [{ policies_count: [1, 2, 3, 4, 5, 6] }, "Policies is 1, 2, 3, 4 or 2 more"],
    [{ "metadata.Shoe": "42" }, "Shoe is “42”"],
  ])("%j", (criteria, text) => {
    expect(criteriaText(criteria, FIELDS, names)).toBe(text);
  });

  it("offers what people want, and what is asked already", () => {
    const created = FIELDS.find((one) => one.name === "created_at") as Field;

    expect(operatorChoices(created).map((choice) => choice.name)).not.toContain("eq");
    expect(operatorChoices(created, "eq").at(-1)).toEqual({ name: "eq", label: "is exactly" });
    expect(operatorChoices(FIELDS[1] as Field).map((choice) => choice.name)).not.toContain("empty");
  });
});
