import { expect, it } from "vitest";

import {
  entriesOf,
  readChoices,
  readDates,
  restOf,
  toggled,
  writeChoices,
  writeDates,
  type QuickFilter,
} from "./quick";

const QUICK: QuickFilter[] = [
  { field: "status", kind: "choice" },
  { field: "join_date", kind: "past" },
];

it("reads a choice however it is written", () => {
  expect(readChoices({ status: "active" }, "status")).toEqual(["active"]);
  expect(readChoices({ status: ["active", "inactive"] }, "status")).toEqual(["active", "inactive"]);
  expect(readChoices({ status: { in: ["active"] } }, "status")).toEqual(["active"]);
  expect(readChoices({ owner_id: { is_null: true } }, "owner_id")).toEqual([null]);
  expect(readChoices({}, "status")).toEqual([]);
});

it("leaves conditions alone that a menu cannot show", () => {
  expect(readChoices({ status: { ne: "active" } }, "status")).toBeNull();
  expect(readDates({ join_date: { older_than_days: 3 } }, "join_date")).toBeNull();
});

it("writes choices and takes them away, keeping the rest", () => {
  const rest = { state: "TX" };

  expect(writeChoices(rest, "status", ["active"])).toEqual({ state: "TX", status: "active" });
  expect(writeChoices(rest, "status", ["active", "inactive"])).toEqual({ state: "TX", status: ["active", "inactive"] });
  expect(writeChoices({ ...rest, status: "active" }, "status", [])).toEqual(rest);
  expect(writeChoices({ status: "active" }, "status", [])).toBeNull();
  expect(writeChoices(null, "owner_id", [null])).toEqual({ owner_id: { is_null: true } });
});

it("reads and writes spans of time", () => {
  expect(readDates(writeDates(null, "join_date", { newer_than_days: 30 }), "join_date")).toEqual({
    newer_than_days: 30,
  });
  expect(writeDates(null, "join_date", { from: "2026-01-01", to: "2026-03-31" })).toEqual({
    join_date: { gte: "2026-01-01", lte: "2026-03-31" },
  });
  expect(writeDates({ join_date: { gte: "2026-01-01" } }, "join_date", {})).toBeNull();
});

it("says what is left for the chip", () => {
  const nested = { or: [{ status: "active" }, { state: "TX" }] };

  expect(restOf({ status: "active", ...nested, city: "Waco" }, QUICK)).toEqual({ ...nested, city: "Waco" });
  expect(restOf({ status: "active" }, QUICK)).toBeNull();
  expect(restOf({ status: { ne: "active" } }, QUICK)).toEqual({ status: { ne: "active" } });
});

it("offers choices that people know as one as one", () => {
  const status: QuickFilter = { field: "status", kind: "choice", together: { new: ["new", "scored"] } };
  const entries = entriesOf(["new", "scored", "won"], status);

  expect(entries).toEqual([["new", "scored"], ["won"]]);
  expect(toggled(["won"], entries[0] ?? [])).toEqual(["won", "new", "scored"]);
  expect(toggled(["won", "new", "scored"], entries[0] ?? [])).toEqual(["won"]);
});

it("takes nobody as the choice of no owner at all", () => {
  expect(toggled([3, 4], [null])).toEqual([null]);
  expect(toggled([null], [3])).toEqual([3]);
  expect(toggled([null], [null])).toEqual([]);
});
