import { describe, expect, it } from "vitest";

import type { Operation } from "../operations";
import { KEPT, mappingOf, matchChoices, missing, samples, unreadable, withColumn, type Sheet } from "./mapping";
import { canUndo, countsOf, readingText, rowsOf, titleOf } from "./words";

const FIELDS = [
  { name: "name", label: "Name", kind: "name", required: true },
  { name: "email", label: "E-mail", kind: "email", required: true },
  { name: "phone", label: "Phone", kind: "phone", required: false },
  { name: "first_name", label: "First name", kind: "name_part", required: false },
];

const row = (number: number, cells: Record<string, string>, reasons: Sheet["rows"][number]["reasons"] = []) => ({
  row: number,
  cells,
  fields: {},
  reasons,
});

const SHEET: Sheet = {
  sheet: "Clients",
  noun: "customers",
  header_row: 1,
  mapping: { Client: "name", Mail: "email", Shoe: KEPT },
  fields: FIELDS,
  any_of: ["email", "phone"],
  match: ["email", "phone"],
  rows: [
    row(2, { Client: "Ada Byron", Mail: "ada@example.com", Shoe: " 7 " }),
    row(3, { Client: "Ada Byron", Mail: "?", Shoe: "" }, [{ field: "email", message: "Mail “?” is not an address." }]),
  ],
};

describe("mapping columns", () => {
  it("lays the person's changes over the guess", () => {
    expect(mappingOf([SHEET], { Clients: { Shoe: null } })).toEqual({
      Clients: { Client: "name", Mail: "email", Shoe: null },
    });
    expect(mappingOf([SHEET], { Clients: null })).toEqual({ Clients: null });
  });

  it("gives a field to one column only, and loses no other", () => {
    expect(withColumn(SHEET.mapping, "Shoe", "email")).toEqual({ Client: "name", Mail: KEPT, Shoe: "email" });
    expect(withColumn({ A: null, B: KEPT }, "A", KEPT)).toEqual({ A: KEPT, B: KEPT });
  });

  it("says what new records would lack", () => {
    expect(missing(SHEET, SHEET.mapping)).toEqual([]);
    expect(missing(SHEET, { Client: "first_name", Mail: null })).toEqual(["E-mail", "E-mail or Phone"]);
    expect(missing(SHEET, { Mail: "email" })).toEqual(["Name"]);
  });

  it("shows what stands in a column and what cannot be read", () => {
    expect(samples(SHEET, "Client")).toEqual(["Ada Byron"]);
    expect(samples(SHEET, "Shoe")).toEqual(["7"]);
    expect(unreadable(SHEET, "email")).toEqual({ rows: 1, reason: "Mail “?” is not an address." });
    expect(unreadable(SHEET, "name")).toBeNull();
  });

  it("recognises records by what is mapped", () => {
    expect(matchChoices(SHEET, SHEET.mapping)).toEqual(["email"]);
  });
});

const operation = (given: Partial<Operation>): Operation => ({
  id: 12,
  kind: "import",
  noun: "customers",
  status: "completed",
  file_name: "clients.csv",
  total: 10,
  done: 10,
  created_count: 0,
  updated_count: 0,
  deleted_count: 0,
  skipped_count: 0,
  rejected_count: 0,
  error: null,
  dry_run: false,
  reverts_id: null,
  reverts: null,
  created_by: 1,
  created_at: "2026-11-22T10:00:00Z",
  started_at: null,
  finished_at: null,
  reverted_at: null,
  result: null,
  ...given,
});

const AT = "2026-11-22T10:00:00.123456+00:00";
const sheet = (noun: string, created: number, updated: number) => ({
  sheet: noun,
  noun,
  header_row: 1,
  mapping: {},
  rows: created + updated,
  created,
  updated,
  unchanged: 0,
  repeated: 0,
  rejected: 0,
  conflicting: 0,
  set_aside: {},
  preview: [],
});

describe("operations in words", () => {
  it("are called by what they do", () => {
    expect(titleOf(operation({}))).toBe("Import of clients.csv");
    expect(titleOf(operation({ dry_run: true }))).toBe("Check of clients.csv");
    expect(titleOf(operation({ kind: "bulk_delete", noun: "policies" }))).toBe("Deletion of policies");
    const reverts = { kind: "bulk_update", noun: "policies", file_name: null } as const;
    expect(titleOf(operation({ kind: "revert", reverts_id: 7, reverts }))).toBe("Undo of the change of policies");
  });

  it("count what happened", () => {
    expect(countsOf(operation({ created_count: 3, rejected_count: 1 }))).toEqual([
      { label: "created", count: 3 },
      { label: "rejected", count: 1 },
    ]);
    expect(countsOf(operation({ kind: "revert", deleted_count: 3, skipped_count: 1 }))).toEqual([
      { label: "removed", count: 3 },
      { label: "kept as edited since", count: 1 },
    ]);
  });

  it("open their rows as lists, by the moment at which they were written", () => {
    const result = { sheets: [sheet("customers", 2, 1), sheet("policies", 4, 0), sheet("claims", 0, 0)] };
    const whole = { ...result, encoding: null, delimiter: null, dry_run: false, headers: [], at: AT };

    expect(rowsOf(operation({ result: whole }))).toEqual([
      { noun: "customers", filter: { or: [{ created_at: AT }, { updated_at: AT }] } },
      { noun: "policies", filter: { created_at: AT } },
    ]);
    expect(rowsOf(operation({ result: whole, dry_run: true }))).toEqual([]);
    expect(rowsOf(operation({ kind: "bulk_update", result: { changed: 2, at: AT } }))).toEqual([
      { noun: "customers", filter: { updated_at: AT } },
    ]);
  });

  it("can be undone when they changed something", () => {
    expect(canUndo(operation({ created_count: 1 }))).toBe(true);
    expect(canUndo(operation({ created_count: 1, status: "reverted" }))).toBe(false);
    expect(canUndo(operation({ created_count: 1, dry_run: true }))).toBe(false);
    expect(canUndo(operation({}))).toBe(false);
  });

  it("say how a file was read", () => {
    expect(readingText("latin-1", ";")).toBe("Text in latin-1, separated by semicolons");
    expect(readingText(null, null)).toBe("Excel workbook");
  });
});
