// Criteria as a tree that people can read and edit, and back. Nothing that the API accepts is lost on the way.
//
// The same shape as react-querybuilder's, which is why a group's word is called its combinator.
import type { Field } from "../inputs/kinds";
import { daysAfter, dayOfInstant, isDay, startOfDay } from "../inputs/day";
import { isObject } from "../objects";

/** The JSON language of lists, segments and bulk changes. */
export type Criteria = Record<string, unknown>;

export type Combinator = "all" | "any" | "none";

export interface Rule {
  id?: string;
  field: string;
  operator: string;
  value: unknown;
}

export interface Group {
  id?: string;
  combinator: Combinator;
  rules: (Group | Rule)[];
}

export type Node = Group | Rule;

/** A clause that the builder can only show: its value is the piece of criteria itself. */
export const OPAQUE = "?";
/** No field was chosen yet. */
export const UNCHOSEN = "~";

export const isGroup = (node: Node): node is Group => "rules" in node;

const METADATA = "metadata.";
const SYNONYMS: Record<string, string> = { min: "gte", max: "lte" };
export const RELATIVE = new Set(["newer_than_days", "older_than_days", "within_next_days"]);
export const LISTS = new Set(["in", "not_in"]);
export const NO_VALUE = new Set(["empty", "not_empty"]);
/** Shown as their number only. */
export const LONGEST_LIST = 100;

export type FieldMap = ReadonlyMap<string, Field>;

export const fieldMap = (fields: readonly Field[]): FieldMap => new Map(fields.map((field) => [field.name, field]));

/** What is known of a name in criteria; texts inside `metadata` have no entry in the catalogue. */
export function fieldOf(name: string, fields: FieldMap): Field | undefined {
  const known = fields.get(name);
  const metadata = fields.get("metadata");
  if (known || !metadata || !name.startsWith(METADATA) || name === METADATA) return known;
  return {
    ...metadata,
    name,
    label: name.slice(METADATA.length),
    kind: "text",
    nullable: true,
    max_length: 255,
    operators: ["eq", "ne", "in", "not_in", "is_null", "contains", "starts_with", "ends_with"],
  };
}

// Reading

/** The tree of some criteria; an empty group for none. */
export function treeOf(criteria: Criteria | null, fields: FieldMap): Group {
  const parts = criteria ? partsOf(criteria, fields) : [];
  const [only] = parts;
  return parts.length === 1 && only && isGroup(only) ? only : { combinator: "all", rules: parts };
}

function partsOf(document: Criteria, fields: FieldMap): Node[] {
  return Object.entries(document).flatMap(([name, asked]) => partOf(name, asked, fields));
}

function partOf(name: string, asked: unknown, fields: FieldMap): Node[] {
  if (name === "and" || name === "or") {
    if (!Array.isArray(asked) || asked.length === 0 || !asked.every(isObject)) return [opaque({ [name]: asked })];
    const rules = asked.map((one) => whole(one, fields));
    return rules.length === 1 ? rules : [{ combinator: name === "and" ? "all" : "any", rules }];
  }
  if (name === "not") return [isObject(asked) ? negated(asked, fields) : opaque({ not: asked })];
  return rulesOf(name, asked, fields);
}

/** One document as one node. An empty one stays visible: it means every record, and `or` would lose that. */
function whole(document: Criteria, fields: FieldMap): Node {
  const parts = partsOf(document, fields);
  const [only] = parts;
  if (!only) return opaque(document);
  return parts.length === 1 ? only : { combinator: "all", rules: parts };
}

function negated(document: Criteria, fields: FieldMap): Node {
  const inner = whole(document, fields);
  return { combinator: "none", rules: isGroup(inner) && inner.combinator === "any" ? inner.rules : [inner] };
}

function rulesOf(name: string, asked: unknown, fields: FieldMap): Node[] {
  const field = fieldOf(name, fields);
  if (!field) return [opaque({ [name]: asked })];
  const tests: [string, unknown][] = isObject(asked)
    ? Object.entries(asked)
    : [[Array.isArray(asked) ? "in" : "eq", asked]];
  if (tests.length === 0) return [opaque({ [name]: asked })];
  const rules = tests.map(([written, value]) => {
    const found = ruleOf(field, SYNONYMS[written] ?? written, value);
    return found ?? opaque({ [name]: isObject(asked) ? { [written]: value } : asked });
  });
  return between(field, rules);
}

/** Null for what no control of ours can hold. */
function ruleOf(field: Field, operator: string, value: unknown): Rule | null {
  const rule = (name: string, given: unknown = value): Rule => ({ field: field.name, operator: name, value: given });
  const nothing = (empty: boolean) => rule(empty ? "empty" : "not_empty", null);
  if (!field.operators.includes(operator)) return null;
  if (operator === "is_null") return typeof value === "boolean" ? nothing(value) : null;
  if (value === null && (operator === "eq" || operator === "ne")) return nothing(operator === "eq");
  const fits = LISTS.has(operator)
    ? Array.isArray(value) && value.length > 0 && value.every(isScalar)
    : isScalar(value);
  // JSON is compared with JSON, which no input of ours writes.
  return field.kind === "json" || !fits ? null : rule(operator);
}

/** A lower and an upper limit of one field are one condition to people. */
function between(field: Field, rules: Rule[]): Rule[] {
  const lower = rules.filter((rule) => rule.operator === "gte");
  const upper = rules.filter((rule) => rule.operator === (field.kind === "instant" ? "lt" : "lte"));
  const [from] = lower;
  const [to] = upper;
  if (lower.length !== 1 || upper.length !== 1 || !from || !to) return rules;
  const range = rangeOf(field, from.value, to.value);
  if (!range) return rules;
  const others = rules.filter((rule) => rule !== from && rule !== to);
  return [{ field: field.name, operator: "between", value: range }, ...others];
}

function rangeOf(field: Field, from: unknown, to: unknown): [unknown, unknown] | null {
  if (field.kind !== "instant") return [from, to];
  const [first, after] = [dayOfInstant(from), dayOfInstant(to)];
  if (!first || !after || startOfDay(first) !== from || startOfDay(after) !== to) return null;
  return [first, daysAfter(after, -1)];
}

const opaque = (criteria: Criteria): Rule => ({ field: OPAQUE, operator: "eq", value: criteria });

/** What an input can hold; an empty text is asked for by nobody, and would look like a condition that is not finished. */
const isScalar = (value: unknown): boolean =>
  typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean";

// Writing

/** The criteria of a tree; conditions that are not finished are left out. Null when there is none. */
export function criteriaOf(tree: Group, fields: FieldMap): Criteria | null {
  return documentOf(tree, fields);
}

function documentOf(node: Node, fields: FieldMap): Criteria | null {
  if (!isGroup(node)) return ruleDocument(node, fields);
  let finished = node.rules.flatMap((child) => {
    const document = documentOf(child, fields);
    return document ? [{ child, document }] : [];
  });
  // What every record fulfils adds nothing where all must hold.
  const telling = finished.filter(({ document }) => Object.keys(document).length > 0);
  if (node.combinator === "all" && telling.length > 0) finished = telling;
  const documents = finished.map(({ document }) => document);
  const [only] = finished;
  if (!only) return null;
  if (node.combinator === "any") return finished.length === 1 ? only.document : { or: documents };
  if (node.combinator === "none") return { not: finished.length === 1 ? only.document : { or: documents } };
  if (finished.length === 1) return only.document;
  const nested = finished.map(({ child, document }) =>
    isGroup(child) && child.combinator === "all" && Object.keys(document).length > 1 ? { and: [document] } : document,
  );
  return merged(nested) ?? { and: documents };
}

/** All conditions in one document; null when two of them share a name and cannot stand side by side. */
function merged(documents: Criteria[]): Criteria | null {
  const found: Criteria = {};
  for (const [name, asked] of documents.flatMap((document) => Object.entries(document))) {
    if (!Object.hasOwn(found, name)) {
      found[name] = asked;
      continue;
    }
    const before = found[name];
    if (name === "not" || !isObject(before) || !isObject(asked)) return null;
    if (Object.keys(asked).some((operator) => Object.hasOwn(before, operator))) return null;
    found[name] = { ...before, ...asked };
  }
  return found;
}

function ruleDocument(rule: Rule, fields: FieldMap): Criteria | null {
  if (rule.field === OPAQUE) return rule.value as Criteria;
  const field = fieldOf(rule.field, fields);
  const tests = field ? testsOf(field, rule) : null;
  return tests === null ? null : { [rule.field]: tests };
}

function testsOf(field: Field, { operator, value }: Rule): unknown {
  if (operator === "empty") return { is_null: true };
  if (operator === "not_empty") return { is_null: false };
  if (operator === "between") {
    const [from = null, to = null] = listed(value).map((one) => finished(field, one));
    if (from === null || to === null) return null;
    if (field.kind === "instant") return isDay(from) && isDay(to) ? dayRange(from, to) : null;
    return { gte: from, lte: to };
  }
  if (LISTS.has(operator)) {
    const values = listed(value).filter((one) => finished(field, one) !== null);
    if (values.length === 0) return null;
    return operator === "in" ? values : { [operator]: values };
  }
  const [one] = listed(value);
  const given = RELATIVE.has(operator) ? (one ?? null) : finished(field, one);
  if (given === null) return null;
  return operator === "eq" ? given : { [operator]: given };
}

/** Whole days of the reader, both included. */
const dayRange = (from: string, to: string): Criteria => ({ gte: startOfDay(from), lt: startOfDay(daysAfter(to, 1)) });

const DATED = /^\d{4}-\d\d-\d\d/;

/** The value when it is one that can be asked about, else null. */
function finished(field: Field, value: unknown): unknown {
  if (value === null || value === undefined || value === "") return null;
  if (field.kind === "date") return isDay(value) ? value : null;
  if (field.kind === "instant") return DATED.test(String(value)) ? value : null;
  return value;
}

/** A value as a list, also after the operator changed from one value to several or back. */
export const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined || value === "" ? [] : [value];

/** Whether the rule says something that the API can answer. */
export const isFinished = (rule: Rule, fields: FieldMap): boolean => ruleDocument(rule, fields) !== null;
