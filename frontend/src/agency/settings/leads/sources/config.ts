// How a door speaks, as rows that people edit, and back. What the rows do not know stays as it was.
import { isObject } from "@/ui/objects";

import type { SourceKind } from "../queries";

export type Config = Record<string, unknown>;

/** A line of a table with two columns. */
export interface Pair {
  key: string;
  from: string;
  to: string;
}

/** A field with the names under which the vendor sends it. */
export interface Names {
  key: string;
  field: string;
  names: string[];
}

export interface Code {
  key: string;
  field: string;
  theirs: string;
  ours: string;
}

export interface Condition {
  key: string;
  field: string;
  values: string[];
}

export interface Price {
  key: string;
  when: Condition[];
  cents: number | null;
}

/** A box to tick on a form of Meta's. */
export interface Box {
  key: string;
  name: string;
  text: string;
  channels: string[];
  is_free: boolean;
}

export interface MetaForm {
  key: string;
  id: string;
  product: string | null;
  fields: Pair[];
  boxes: Box[];
}

export interface ConfigRows {
  forms: MetaForm[];
  columns: Pair[];
  host: string;
  port: number | string;
  security: string;
  username: string;
  folder: string;
  preset: string | null;
  mode: string;
  auth: string;
  header: string;
  names: Names[];
  codes: Code[];
  accept: Condition[];
  prices: Price[];
  price_cents: number | null;
  ping_ttl_minutes: number | string;
  duplicate_days: number | string;
  test_field: string;
  test_values: string[];
  consent_channels: string[];
  is_free: boolean;
  reply: string;
}

let made = 0;
/** A key for a row, which has no name of its own yet. */
export const newKey = (): string => `row${(made += 1)}`;

const record = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const words = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)];
const text = (value: unknown, usual = ""): string => (value === undefined || value === null ? usual : String(value));

const pairs = (value: unknown): Pair[] =>
  Object.entries(record(value)).map(([from, to]) => ({ key: newKey(), from, to: text(to) }));

const conditions = (value: unknown): Condition[] =>
  Object.entries(record(value)).map(([field, values]) => ({ key: newKey(), field, values: words(values) }));

/** The rows of a configuration, or of an empty one. */
export function rowsOf(config: Config): ConfigRows {
  const auth = record(config["auth"]);
  const test = record(config["test"]);
  return {
    forms: Object.entries(record(config["forms"])).map(([id, form]) => metaForm(id, record(form))),
    columns: pairs(config["fields"]),
    host: text(config["host"]),
    port: Number(config["port"] ?? 993),
    security: text(config["security"], "tls"),
    username: text(config["username"]),
    folder: text(config["folder"], "INBOX"),
    preset: config["preset"] ? text(config["preset"]) : null,
    mode: text(config["mode"], "ping_post"),
    auth: text(auth["style"], "bearer"),
    header: text(auth["name"], "x-api-key"),
    names: Object.entries(record(config["fields"])).map(([field, names]) => ({
      key: newKey(),
      field,
      names: words(names),
    })),
    codes: Object.entries(record(config["codes"])).flatMap(([field, codes]) =>
      Object.entries(record(codes)).map(([theirs, ours]) => ({ key: newKey(), field, theirs, ours: text(ours) })),
    ),
    accept: conditions(config["accept"]),
    prices: (Array.isArray(config["prices"]) ? config["prices"] : []).map((one: unknown) => ({
      key: newKey(),
      when: conditions(record(one)["when"]),
      cents: Number(record(one)["price_cents"] ?? 0),
    })),
    price_cents: config["price_cents"] === undefined ? null : Number(config["price_cents"]),
    ping_ttl_minutes: Number(config["ping_ttl_minutes"] ?? 15),
    duplicate_days: Number(config["duplicate_days"] ?? 30),
    test_field: text(test["field"]),
    test_values: words(test["values"]),
    consent_channels: words(config["consent_channels"] ?? ["call_manual"]),
    is_free: config["not_condition_of_purchase"] === true,
    reply: text(record(config["reply"])["format"], "json"),
  };
}

function metaForm(id: string, form: Record<string, unknown>): MetaForm {
  return {
    key: newKey(),
    id,
    product: form["product_interest"] ? text(form["product_interest"]) : null,
    fields: pairs(form["fields"]),
    boxes: Object.entries(record(form["disclaimers"])).map(([name, box]) => ({
      key: newKey(),
      name,
      text: text(record(box)["text"]),
      channels: words(record(box)["channels"]),
      is_free: record(box)["not_condition_of_purchase"] === true,
    })),
  };
}

/** What a kind keeps of its rows; everything else in `before` stays. */
export function configOf(kind: SourceKind, rows: ConfigRows, before: Config): Config {
  switch (kind) {
    case "meta":
      return without({ ...before, forms: formsOf(rows.forms, record(before["forms"])) });
    case "google":
      return without({ ...before, fields: asRecord(rows.columns) });
    case "adf":
      return before;
    case "adf_mailbox":
      return {
        ...before,
        host: rows.host.trim(),
        port: Number(rows.port),
        security: rows.security,
        username: rows.username.trim(),
        folder: rows.folder.trim() || "INBOX",
      };
    case "ping_post":
      return without({ ...before, ...pingPost(rows, before) });
  }
}

function formsOf(forms: MetaForm[], before: Record<string, unknown>): Config | undefined {
  const named = forms.filter(({ id }) => id.trim());
  if (named.length === 0) return undefined;
  return Object.fromEntries(
    named.map(({ id, product, fields, boxes }) => [
      id.trim(),
      without({
        ...record(before[id.trim()]),
        product_interest: product ?? undefined,
        fields: asRecord(fields),
        disclaimers: boxesOf(boxes),
      }),
    ]),
  );
}

function boxesOf(boxes: Box[]): Config | undefined {
  const named = boxes.filter(({ name }) => name.trim());
  if (named.length === 0) return undefined;
  return Object.fromEntries(
    named.map(({ name, text: shown, channels, is_free }) => [
      name.trim(),
      { text: shown, channels, not_condition_of_purchase: is_free },
    ]),
  );
}

function pingPost(rows: ConfigRows, before: Config): Config {
  const codes: Record<string, Record<string, string>> = {};
  for (const { field, theirs, ours } of rows.codes)
    if (field && theirs.trim()) codes[field] = { ...codes[field], [theirs.trim()]: ours.trim() };
  const names = rows.names.filter((row) => row.field && row.names.length > 0);
  return {
    preset: rows.preset ?? undefined,
    mode: rows.mode === "full_post" ? rows.mode : undefined,
    auth: rows.auth === "header" ? { style: rows.auth, name: rows.header.trim() || "x-api-key" } : { style: rows.auth },
    fields: names.length > 0 ? Object.fromEntries(names.map((row) => [row.field, row.names])) : undefined,
    codes: Object.keys(codes).length > 0 ? codes : undefined,
    accept: conditionsOf(rows.accept),
    prices:
      rows.prices.length > 0
        ? rows.prices.map(({ when, cents }) => ({ when: conditionsOf(when) ?? {}, price_cents: cents ?? 0 }))
        : undefined,
    price_cents: rows.price_cents ?? undefined,
    ping_ttl_minutes: Number(rows.ping_ttl_minutes),
    duplicate_days: Number(rows.duplicate_days),
    test: rows.test_field.trim() ? { field: rows.test_field.trim(), values: rows.test_values } : undefined,
    consent_channels: rows.consent_channels,
    not_condition_of_purchase: rows.is_free || undefined,
    reply: rows.reply === "json" && !before["reply"] ? undefined : { ...record(before["reply"]), format: rows.reply },
  };
}

function asRecord(rows: Pair[]): Config | undefined {
  const full = rows.filter(({ from, to }) => from.trim() && to);
  return full.length > 0 ? Object.fromEntries(full.map(({ from, to }) => [from.trim(), to])) : undefined;
}

function conditionsOf(rows: Condition[]): Config | undefined {
  const full = rows.filter(({ field, values }) => field && values.length > 0);
  return full.length > 0 ? Object.fromEntries(full.map(({ field, values }) => [field, values])) : undefined;
}

const without = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
