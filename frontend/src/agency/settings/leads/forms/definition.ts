// What a web form asks, as rows that people edit, and back.
import { isObject } from "@/ui/objects";

import type { WebForm } from "../queries";
import { newKey } from "../sources/config";

export type AskType =
  "text" | "email" | "tel" | "date" | "select" | "radio" | "checkbox" | "textarea" | "state" | "zip" | "hidden";

export interface Ask {
  key: string;
  name: string;
  label: string;
  type: AskType;
  required: boolean;
  options: string[];
  placeholder: string;
  /** What a hidden field carries. */
  value: string;
  /** Its name follows its words until it is saved. */
  is_new: boolean;
  /** What the rows do not know of it. */
  rest: Record<string, unknown>;
}

export interface Definition {
  asks: Ask[];
  intro: string;
  submit_label: string;
  thanks: string;
  redirect_url: string;
  origins: string[];
  channels: string[];
  is_required: boolean;
  is_free: boolean;
  color: string;
  corners: string;
  plain: boolean;
}

export const TYPE_WORDS: Record<AskType, string> = {
  text: "Short text",
  textarea: "Long text",
  email: "E-mail",
  tel: "Phone",
  date: "Date",
  state: "State",
  zip: "ZIP code",
  select: "Choice from a list",
  radio: "Choice of buttons",
  checkbox: "Box to tick",
  hidden: "Hidden",
};

export const hasOptions = (type: AskType) => type === "select" || type === "radio";

/** What a form usually asks; every one of them lands in the lead's own fields. */
export const KNOWN: Pick<Ask, "name" | "label" | "type" | "options">[] = [
  { name: "first_name", label: "First name", type: "text", options: [] },
  { name: "last_name", label: "Last name", type: "text", options: [] },
  { name: "name", label: "Name", type: "text", options: [] },
  { name: "email", label: "E-mail", type: "email", options: [] },
  { name: "phone", label: "Phone", type: "tel", options: [] },
  { name: "address_line1", label: "Street", type: "text", options: [] },
  { name: "city", label: "City", type: "text", options: [] },
  { name: "state", label: "State", type: "state", options: [] },
  { name: "postal_code", label: "ZIP code", type: "zip", options: [] },
  { name: "date_of_birth", label: "Date of birth", type: "date", options: [] },
  {
    name: "product_interest",
    label: "What would you like to insure?",
    type: "select",
    options: ["Auto", "Home", "Renters", "Life", "Health"],
  },
  {
    name: "insurance.currently_insured",
    label: "Are you insured at the moment?",
    type: "radio",
    options: ["Yes", "No"],
  },
  { name: "insurance.current_carrier", label: "With which company?", type: "text", options: [] },
  { name: "insurance.x_date", label: "When does your policy end?", type: "date", options: [] },
];

export const ask = (given: Partial<Ask> & Pick<Ask, "name" | "label">): Ask => ({
  key: newKey(),
  type: "text",
  required: false,
  options: [],
  placeholder: "",
  value: "",
  is_new: false,
  rest: {},
  ...given,
});

const usual = (name: string, required: boolean): Ask => {
  const known = KNOWN.find((one) => one.name === name);
  return ask({ name, label: name, ...known, required });
};

/** A form that works as it is: name, phone, e-mail, what it is about. */
export function newDefinition(): Definition {
  return {
    ...definitionOf({}),
    asks: [
      usual("first_name", true),
      usual("last_name", true),
      usual("phone", true),
      usual("email", false),
      usual("postal_code", false),
      usual("product_interest", false),
    ],
    channels: ["call_auto", "sms", "email"],
    is_free: true,
  };
}

/** The wording that 47 CFR 64.1200(f)(9) asks for, with the agency's name in it. */
export const consentText = (agency: string): string =>
  `By ticking this box I agree that ${agency} may call and text me at the number I gave, also with automated technology, ` +
  `artificial or prerecorded voice, and may e-mail me, about insurance. Consent is not a condition of purchase.`;

const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

export function definitionOf(fields: WebForm["fields"]): Definition {
  const consent = record(fields["consent"]);
  const look = record(fields["look"]);
  return {
    asks: list(fields["fields"]).map((one) => askOf(record(one))),
    intro: text(fields["intro"]),
    submit_label: text(fields["submit_label"]),
    thanks: text(fields["thanks"]),
    redirect_url: text(fields["redirect_url"]),
    origins: list(fields["origins"]).map(String),
    channels: list(consent["channels"]).map(String),
    is_required: consent["required"] === true,
    is_free: consent["not_condition_of_purchase"] === true,
    color: text(look["color"]) || "#0c6453",
    corners: text(look["corners"]) || "round",
    plain: look["plain"] === true,
  };
}

function askOf({ name, label, type, required, options, placeholder, value, ...rest }: Record<string, unknown>): Ask {
  return {
    key: newKey(),
    name: text(name),
    label: text(label),
    type: (text(type) || "text") as AskType,
    required: required === true,
    options: list(options).map((one) => (isObject(one) ? text(one["label"]) : String(one))),
    placeholder: text(placeholder),
    value: text(value),
    is_new: false,
    // Choices whose words differ from their values stay as they are while nobody changes them.
    rest: list(options).some(isObject) ? { ...rest, was: options } : rest,
  };
}

/** What is kept; everything that the editor does not know of `before` stays. */
export function fieldsOf(definition: Definition, before: WebForm["fields"]): WebForm["fields"] {
  const { asks, channels, is_required, is_free, origins, color, corners, plain } = definition;
  const said = Object.fromEntries(
    (["intro", "submit_label", "thanks", "redirect_url"] as const).map((name) => [name, definition[name].trim()]),
  );
  const consent =
    channels.length > 0
      ? { ...record(before["consent"]), channels, required: is_required, not_condition_of_purchase: is_free }
      : undefined;
  const found = {
    ...before,
    ...said,
    fields: asks.map(askFields),
    consent,
    origins: origins.length > 0 ? origins : undefined,
    look: plain ? { plain } : { color, corners },
  };
  const kept: [string, unknown][] = Object.entries(found);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined && value !== ""));
}

function askFields({ name, label, type, required, options, placeholder, value, rest }: Ask) {
  const { was, ...kept } = rest;
  const found = {
    ...kept,
    name,
    label,
    type,
    required: required || undefined,
    options: hasOptions(type) ? optionsOf(options, was) : undefined,
    placeholder: placeholder || undefined,
    value: type === "hidden" ? value : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, one]) => one !== undefined));
}

function optionsOf(options: string[], was: unknown): unknown[] {
  const before = list(was).filter(isObject);
  return options.map((label) => before.find((one) => one["label"] === label) ?? label);
}

/** A name that no other field has, made of what people read. */
export function nameFor(label: string, taken: readonly string[]): string {
  const plain = label
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 48);
  const first = plain || "question";
  let name = first;
  for (let number = 2; taken.includes(name); number += 1) name = `${first}_${number}`;
  return name;
}
