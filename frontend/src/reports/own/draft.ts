// What is being put together: an own report as the builder holds it, and as the API keeps it.
import type { Schemas } from "@/api/client";
import type { Criteria } from "@/ui/criteria/tree";
import { isObject } from "@/ui/objects";

export type OwnReport = Schemas["OwnReport"];
export type Definition = Schemas["OwnDefinition"];
export type Aggregate = NonNullable<Definition["measures"]>[number]["aggregate"];
export type Grain = NonNullable<NonNullable<Definition["group"]>["by"]>;
export type Chart = Definition["chart"];

/** A figure of each line. `key` tells rows of the builder apart. */
export interface Measure {
  key: number;
  aggregate: Aggregate;
  field: string | null;
}

export interface Draft {
  name: string;
  about: string;
  is_shared: boolean;
  noun: string;
  criteria: Criteria | null;
  period_field: string | null;
  period: string | null;
  /** Figures, or the records themselves. Both are kept while somebody makes up their mind. */
  mode: "figures" | "records";
  group: { field: string; by: Grain | null } | null;
  measures: Measure[];
  chart: Chart;
  columns: string[];
  sort: string | null;
}

let numbered = 0;

/** A row of the builder. */
export const measure = (aggregate: Aggregate, field: string | null = null): Measure => ({
  key: (numbered += 1),
  aggregate,
  field,
});

/** What a new report of some records begins with. */
export const blank = (noun: string): Draft => ({
  name: "",
  about: "",
  is_shared: false,
  noun,
  criteria: null,
  period_field: null,
  period: null,
  mode: "figures",
  group: null,
  measures: [measure("count")],
  chart: "none",
  columns: [],
  sort: null,
});

/** The draft of what is kept. Whatever the API accepted comes back as it was. */
export function draftOf(report: OwnReport): Draft {
  const kept = report.definition as Definition;
  return {
    name: report.name,
    about: report.about ?? "",
    is_shared: report.is_shared,
    noun: report.noun,
    ...partsOf(kept),
  };
}

/** The parts of a definition as the builder holds them. */
export function partsOf(kept: Definition): Omit<Draft, "name" | "about" | "is_shared" | "noun"> {
  return {
    criteria: isObject(kept.criteria) && Object.keys(kept.criteria).length > 0 ? kept.criteria : null,
    period_field: kept.period_field ?? null,
    period: kept.period ?? null,
    mode: kept.columns ? "records" : "figures",
    group: kept.group ? { field: kept.group.field, by: kept.group.by ?? null } : null,
    measures: kept.measures?.map(({ aggregate, field }) => measure(aggregate, field ?? null)) ?? [measure("count")],
    chart: kept.chart ?? "none",
    columns: kept.columns ?? [],
    sort: kept.sort ?? null,
  };
}

/** What the API keeps of a draft. */
export function definitionOf(draft: Draft): Definition {
  const about = {
    criteria: draft.criteria ?? {},
    period_field: draft.period_field,
    period: draft.period_field ? draft.period?.trim() || null : null,
  };
  if (draft.mode === "records")
    return { ...about, group: null, measures: [], chart: "none", columns: draft.columns, sort: draft.sort };
  return {
    ...about,
    group: draft.group,
    measures: draft.measures.map(({ aggregate, field }) => ({ aggregate, field })),
    chart: draft.group ? draft.chart : "none",
    columns: null,
    sort: null,
  };
}

/** What a save sends. */
export const fieldsOf = (draft: Draft) => ({
  name: draft.name.trim(),
  about: draft.about.trim() || null,
  is_shared: draft.is_shared,
  noun: draft.noun,
  definition: definitionOf(draft),
});

/** Whether two drafts would be kept the same. */
export const isSame = (one: Draft, other: Draft): boolean =>
  JSON.stringify(fieldsOf(one)) === JSON.stringify(fieldsOf(other));

/** Whether there is enough to show: the preview waits for columns, and for the fields of figures. */
export const isDrawable = ({ columns, measures }: Definition): boolean =>
  columns
    ? columns.length > 0
    : Boolean(measures?.length && measures.every(({ aggregate, field }) => aggregate === "count" || field));
