import { describe, expect, it } from "vitest";

import { ProblemError } from "@/api/problem";

import { builderSearch } from "./address";
import { blank, definitionOf, draftOf, isDrawable, isSame, measure, type Draft, type OwnReport } from "./draft";
import { failuresOf } from "./failures";
import { TEMPLATES } from "./templates";

const kept = (definition: Record<string, unknown>): OwnReport => ({
  id: 7,
  name: "Ours",
  about: null,
  noun: "policies",
  definition,
  is_shared: false,
  owner_id: 1,
  version: 1,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
});

const FIGURES = {
  criteria: { status: "active" },
  period_field: "start_date",
  period: "This Year",
  group: { field: "start_date", by: "month" },
  measures: [
    { aggregate: "count", field: null },
    { aggregate: "sum", field: "annual_premium_cents" },
  ],
  chart: "line",
  columns: null,
  sort: null,
};
const RECORDS = {
  criteria: {},
  period_field: null,
  period: null,
  group: null,
  measures: [],
  chart: "none",
  columns: ["policy_number", "carrier"],
  sort: "-carrier,policy_number",
};

describe("a definition", () => {
  it.each([
    ["of figures", FIGURES],
    ["of records", RECORDS],
  ])("%s comes back as it was kept", (_, definition) => {
    expect(definitionOf(draftOf(kept(definition)))).toEqual(definition);
  });

  it("says only what its kind of report has", () => {
    const both: Draft = { ...draftOf(kept(FIGURES)), columns: ["carrier"], sort: "carrier" };

    expect(definitionOf(both)).toEqual(FIGURES);
    expect(definitionOf({ ...both, mode: "records" })).toMatchObject({ measures: [], group: null, chart: "none" });
  });

  it("has no picture without lines, and no period without the days it is of", () => {
    const draft = { ...draftOf(kept(FIGURES)), group: null, period_field: null };

    expect(definitionOf(draft)).toMatchObject({ chart: "none", period: null });
  });
});

it("a change and back again is no change", () => {
  const draft = blank("policies");
  const counted = { ...draft, measures: [measure("count")] };

  expect(isSame(draft, counted)).toBe(true);
  expect(isSame(draft, { ...draft, name: "x" })).toBe(false);
});

it("a figure without its field is not asked for yet", () => {
  const draft = blank("policies");

  const drawable = (part: Partial<Draft>) => isDrawable(definitionOf({ ...draft, ...part }));
  expect(drawable({})).toBe(true);
  expect(drawable({ measures: [measure("sum")] })).toBe(false);
  expect(drawable({ mode: "records" })).toBe(false);
});

it("every template can be drawn at once", () => {
  expect(TEMPLATES.filter(({ draft }) => !isDrawable(definitionOf(draft())))).toEqual([]);
});

const refused = (...pointers: string[]) =>
  new ProblemError({
    type: "",
    title: "",
    status: 422,
    code: "definition_invalid",
    detail: "It cannot be made like this.",
    request_id: "1",
    errors: pointers.map((pointer) => ({ pointer, detail: `wrong at ${pointer}`, code: "invalid" })),
  });

it("what the API refuses stands where it is mended", () => {
  const { at, rest } = failuresOf(
    refused(
      "/name",
      "/definition/measures/1/field",
      "/definition/criteria/status/gt",
      "/definition/group/by",
      "/colour",
    ),
  );

  expect(Object.keys(at)).toEqual(["name", "measures.1", "criteria", "group"]);
  expect(rest).toBe("wrong at /colour");
  expect(failuresOf(new Error("No connection"))).toEqual({ at: {}, rest: "No connection" });
});

it("an address of the builder survives whatever was typed into it", () => {
  expect(builderSearch({ noun: "claims", filter: { status: "pending" }, copy: "x", other: 1 })).toEqual({
    noun: "claims",
    filter: '{"status":"pending"}',
  });
  expect(builderSearch({ copy: "12" })).toEqual({ copy: 12 });
});
