// Criteria said in words: operators for the builder, and a sentence for chips and saved views.
import { dateText } from "../DateText";
import { choiceWord, fieldLabel, inputKind, type Field } from "../inputs/kinds";
import { dollars } from "../inputs/money";
import { isObject } from "../objects";
import {
  fieldMap,
  fieldOf,
  isFinished,
  isGroup,
  listed,
  LONGEST_LIST,
  OPAQUE,
  treeOf,
  type Combinator,
  type Criteria,
  type FieldMap,
  type Group,
  type Node,
  type Rule,
} from "./tree";

export type { Criteria } from "./tree";

/** The name of a person; criteria hold their ids. */
export type NameOf = (id: number) => string;

const TEXT: Record<string, string> = {
  contains: "contains",
  starts_with: "starts with",
  ends_with: "ends with",
  eq: "is",
  ne: "is not",
  in: "is one of",
  not_in: "is none of",
};
const CHOICE: Record<string, string> = { eq: "is", ne: "is not", in: "is one of", not_in: "is none of" };
const AMOUNT: Record<string, string> = {
  eq: "is",
  ne: "is not",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  between: "is between",
  in: "is one of",
  not_in: "is none of",
};
const RECENT: Record<string, string> = {
  newer_than_days: "in the last … days",
  older_than_days: "more than … days ago",
  within_next_days: "in the next … days",
};
const DATE: Record<string, string> = {
  eq: "is on",
  ne: "is not on",
  gte: "is on or after",
  gt: "is after",
  lt: "is before",
  lte: "is on or before",
  between: "is between",
  ...RECENT,
  in: "is one of",
  not_in: "is none of",
};
// Nobody means a moment to the second: the other comparisons are shown where criteria hold them, but not offered.
const INSTANT: Record<string, string> = {
  gte: "is on or after",
  lt: "is before",
  between: "is between",
  ...RECENT,
};
const NEVER_OFFERED: Record<string, string> = {
  eq: "is exactly",
  ne: "is not exactly",
  gt: "is after",
  lte: "is until",
  in: "is one of",
  not_in: "is none of",
};
const EMPTY: Record<string, string> = { empty: "is empty", not_empty: "is not empty" };

function wordsOf(field: Field): Record<string, string> {
  switch (inputKind(field)) {
    case "choice":
    case "person":
    case "state":
      return CHOICE;
    case "cents":
    case "dollars":
    case "integer":
    case "number":
      return AMOUNT;
    case "date":
      return DATE;
    case "instant":
      return INSTANT;
    case "yes-no":
      return { eq: "is" };
    case "json":
      return {};
    default:
      return TEXT;
  }
}

// A type and not an interface, so that it fits where any further keys are allowed.
type OperatorChoice = { name: string; label: string };

/** The operators of a field in the order people want them. `current` is there even when it would not be offered. */
export function operatorChoices(field: Field, current?: string): OperatorChoice[] {
  const words = wordsOf(field);
  const offered = Object.entries(words).filter(([name]) => name === "between" || field.operators.includes(name));
  if (field.nullable || field.kind === "json") offered.push(...Object.entries(EMPTY));
  if (current && !offered.some(([name]) => name === current)) offered.push([current, operatorWord(field, current)]);
  return offered.map(([name, label]) => ({ name, label }));
}

const operatorWord = (field: Field, operator: string): string =>
  wordsOf(field)[operator] ?? EMPTY[operator] ?? NEVER_OFFERED[operator] ?? choiceWord(operator);

export const COMBINATORS: Record<Combinator, string> = {
  all: "All of these",
  any: "Any of these",
  none: "None of these",
};

/** What one value looks like: `$1,200`, `Mar 3, 2026`, `“smith”`, `Lauren Thompson`. */
export function valueText(field: Field, value: unknown, nameOf?: NameOf): string {
  switch (inputKind(field)) {
    case "person":
      return nameOf?.(Number(value)) ?? `person ${String(value)}`;
    case "cents":
      return dollars(Number(value));
    case "dollars":
      return dollars(Math.round(Number(value) * 100));
    case "integer":
    case "number":
      return Number(value).toLocaleString("en-US");
    case "date":
    case "instant":
      return dateText(String(value));
    case "yes-no":
      return String(value) === "true" ? "yes" : "no";
    case "choice":
      return choiceWord(String(value));
    case "state":
      return String(value);
    default:
      return `“${String(value)}”`;
  }
}

/** A sentence for criteria, such as `Status is active and premium is more than $1,200`. */
export function criteriaText(criteria: Criteria | null, fields: readonly Field[], nameOf?: NameOf): string {
  const known = fieldMap(fields);
  const text = treeText(treeOf(criteria, known), known, nameOf);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same for a tree, which may hold conditions that are not finished: those are left out. */
function treeText(tree: Group, fields: FieldMap, nameOf?: NameOf): string {
  return groupText(tree, fields, nameOf, true) || "everything";
}

function nodeText(node: Node, fields: FieldMap, nameOf: NameOf | undefined): string {
  if (isGroup(node)) return groupText(node, fields, nameOf, false);
  return isFinished(node, fields) ? ruleText(node, fields, nameOf) : "";
}

function groupText(group: Group, fields: FieldMap, nameOf: NameOf | undefined, outermost: boolean): string {
  const parts = group.rules.map((child) => nodeText(child, fields, nameOf)).filter(Boolean);
  if (parts.length === 0) return "";
  const joined = parts.join(group.combinator === "all" ? " and " : " or ");
  if (group.combinator === "none") return `not (${joined})`;
  return outermost || parts.length === 1 ? joined : `(${joined})`;
}

function ruleText(rule: Rule, fields: FieldMap, nameOf: NameOf | undefined): string {
  if (rule.field === OPAQUE) return opaqueText(rule.value);
  const field = fieldOf(rule.field, fields);
  if (!field) return "";
  return `${spoken(fieldLabel(field))} ${conditionText(field, rule, nameOf)}`;
}

function conditionText(field: Field, { operator, value }: Rule, nameOf: NameOf | undefined): string {
  const [first, second] = listed(value);
  const said = (one: unknown) => valueText(field, one, nameOf);
  switch (operator) {
    case "in":
      return `is ${alternatives(listed(value), said)}`;
    case "not_in":
      return `is not ${alternatives(listed(value), said)}`;
    case "between":
      return `is between ${said(first)} and ${said(second)}`;
    case "newer_than_days":
      return `is in the last ${days(first)}`;
    case "older_than_days":
      return `is more than ${days(first)} ago`;
    case "within_next_days":
      return `is in the next ${days(first)}`;
    case "empty":
    case "not_empty":
      return operatorWord(field, operator);
    default:
      return `${operatorWord(field, operator)} ${said(first)}`;
  }
}

const SAID = 4;

function alternatives(values: unknown[], said: (value: unknown) => string): string {
  if (values.length > LONGEST_LIST) return `one of ${values.length.toLocaleString("en-US")} values`;
  const shown = values.slice(0, SAID).map(said);
  const more = values.length - shown.length;
  if (more > 0) return `${shown.join(", ")} or ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1) ?? ""}`;
}

const days = (value: unknown): string => `${String(value)} ${Number(value) === 1 ? "day" : "days"}`;

const LONGEST_WRITTEN = 120;

/** A clause that has no controls: about related records in words, anything else as it is written. */
export function opaqueText(criteria: unknown): string {
  const related = isObject(criteria) ? relatedText(criteria) : null;
  if (related) return related;
  const text = JSON.stringify(criteria);
  if (text === "{}") return "every record";
  return text.length > LONGEST_WRITTEN ? `${text.slice(0, LONGEST_WRITTEN - 1)}…` : text;
}

/** `{"policies": {"any": {"status": "active"}}}` as `has policies (status is active)`; null for anything else. */
function relatedText(criteria: Criteria): string | null {
  const [entry, ...others] = Object.entries(criteria);
  if (!entry || others.length > 0 || !isObject(entry[1])) return null;
  const [name, asked] = entry;
  const [condition, ...more] = Object.entries(asked);
  if (!condition || more.length > 0) return null;
  const [operator, document] = condition;
  if ((operator !== "any" && operator !== "none") || !isObject(document)) return null;
  const told = plainText(document);
  return `has ${operator === "any" ? "" : "no "}${nameText(name)}${told ? ` (${told})` : ""}`;
}

/** A text, and whether it names alternatives, which need brackets beside other conditions. */
interface Told {
  text: string;
  isEither: boolean;
}

/** Criteria about records of another noun, whose fields are not known here: their names in words. */
const plainText = (document: Criteria): string => toldOf(document).text;

const toldOf = (document: Criteria): Told =>
  allOf(Object.entries(document).map(([name, asked]) => clause(name, asked)));

function allOf(parts: Told[]): Told {
  const [only, ...others] = parts.filter(({ text }) => text !== "");
  if (!only || others.length === 0) return only ?? { text: "", isEither: false };
  const text = [only, ...others].map(({ text: part, isEither }) => (isEither ? `(${part})` : part)).join(" and ");
  return { text, isEither: false };
}

function clause(name: string, asked: unknown): Told {
  if (name === "and" && Array.isArray(asked)) return allOf(asked.filter(isObject).map(toldOf));
  if (name === "or" && Array.isArray(asked)) {
    const texts = asked.filter(isObject).map(plainText).filter(Boolean);
    return { text: texts.join(" or "), isEither: texts.length > 1 };
  }
  return { text: plainCondition(name, asked), isEither: false };
}

function plainCondition(name: string, asked: unknown): string {
  if (name === "not" && isObject(asked)) return `not (${plainText(asked)})`;
  const related = relatedText({ [name]: asked });
  if (related) return related;
  const tests = isObject(asked) ? Object.entries(asked) : [[Array.isArray(asked) ? "in" : "eq", asked] as const];
  return tests.map(([operator, value]) => `${nameText(name)} ${testText(operator, value)}`).join(" and ");
}

function testText(operator: string, value: unknown): string {
  if (operator === "is_null") return value === false ? "is not empty" : "is empty";
  const values = listed(value).map((one) => (isDated(one) ? dateText(one) : String(one)));
  const said =
    values.length > SAID ? `${values.slice(0, SAID).join(", ")} or ${values.length - SAID} more` : values.join(" or ");
  const word = listed(value).some(isDated) ? PLAIN_DATE[operator] : undefined;
  return `${word ?? PLAIN[operator] ?? choiceWord(operator)} ${said}`;
}

const PLAIN: Record<string, string> = {
  ...AMOUNT,
  in: "is",
  not_in: "is not",
  min: "is at least",
  max: "is at most",
  contains: "contains",
  starts_with: "starts with",
  ends_with: "ends with",
};
const PLAIN_DATE: Record<string, string> = {
  gte: "is on or after",
  gt: "is after",
  lt: "is before",
  lte: "is on or before",
};

const isDated = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value);

const nameText = (name: string): string => name.replace(/_(id|cents|at)$/, "").replaceAll("_", " ");

/** A label inside a sentence: `Why inactive` in small letters, `ID` and `ZIP` as they are. */
const spoken = (label: string): string =>
  /^[A-Z][^A-Z]/.test(label) || /^E-/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
