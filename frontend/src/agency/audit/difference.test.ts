import { expect, test } from "vitest";

import { criteriaOf } from "./address";
import { actionText, difference, summary, valueText } from "./difference";
import { recordText } from "./nouns";

test("only what differs is listed, with what was and what is", () => {
  const changes = difference({ name: "Ann", status: "active" }, { name: "Anne", status: "active" });
  expect(changes).toEqual([{ field: "name", label: "Name", before: "Ann", after: "Anne" }]);
});

test("a new record lists what it began with, a deleted one what it was", () => {
  expect(difference(null, { name: "Ann", phone: null })).toEqual([
    { field: "name", label: "Name", before: null, after: "Ann" },
  ]);
  expect(difference({ name: "Ann" }, null)[0]).toMatchObject({ before: "Ann", after: null });
});

test("what the database keeps for itself is left out", () => {
  expect(difference({ version: 1, updated_at: "2026-01-01T00:00:00Z" }, { version: 2, updated_at: null })).toEqual([]);
});

test.each([
  ["premium_cents", 123_450, "$1,234.50"],
  ["is_active", false, "No"],
  ["expiration_date", "2026-03-31", "Mar 31, 2026"],
  ["notes", "", null],
  ["tags", ["new", "vip"], "new, vip"],
  ["address", { street: "1 Main St", zip: "43215", state: null }, "Street: 1 Main St; Zip: 43215"],
  ["record_id", 7, "7"],
])("%s %o reads %s", (field, value, text) => {
  expect(valueText(field, value)).toBe(text);
});

test("money and names of fields are written for people", () => {
  expect(difference({ premium_cents: 100 }, { premium_cents: 200 })[0]).toEqual({
    field: "premium_cents",
    label: "Premium",
    before: "$1.00",
    after: "$2.00",
  });
});

test("a line says the first two changes and how many more there are", () => {
  const before = { status: "active", name: "Ann", city: "Lima", zip: "1" };
  const after = { status: "lapsed", name: "Anne", city: "Rome", zip: "2" };
  expect(summary(before, after)).toBe("Status: active → lapsed, Name: Ann → Anne, and 2 more");
});

test("actions are words; one that nobody knows is still readable", () => {
  expect(actionText("insert")).toBe("Created");
  expect(actionText("mfa_enabled")).toBe("Mfa enabled");
});

test("quick filters and criteria are asked together", () => {
  expect(criteriaOf({})).toBeNull();
  expect(criteriaOf({ noun: "claims", days: 7 })).toEqual({ table_name: "claims", at: { newer_than_days: 7 } });
  expect(criteriaOf({ noun: "claims", filter: '{"actor":"Ann"}' })).toEqual({
    and: [{ table_name: "claims" }, { actor: "Ann" }],
  });
  expect(criteriaOf({ filter: "{broken" })).toBeNull();
});

test("calls people by their names", () => {
  const nameOf = (id: number) => (id === 7 ? "Anna Cohen" : "?");
  expect(difference({ owner_id: null, policies: 7 }, { owner_id: 7, policies: 8 }, nameOf)).toMatchObject([
    { label: "Owner", before: null, after: "Anna Cohen" },
    { label: "Policies", before: "7", after: "8" },
  ]);
  expect(recordText("users", 7, nameOf)).toBe("Anna Cohen");
  expect(recordText("customers", 7, nameOf)).toBe("Customer 7");
});
