// How a field is asked for and shown: the API's kinds, told apart further where people type differently.
import type { Schemas } from "@/api/client";

import { words } from "../StatusBadge";

export type Field = Schemas["FieldDescription"];

type InputKind =
  | "choice"
  | "person"
  | "state"
  | "phone"
  | "email"
  | "money"
  | "cents"
  | "dollars"
  | "integer"
  | "number"
  | "date"
  | "instant"
  | "yes-no"
  | "json"
  | "long-text"
  | "text";

// Money as the agency writes it, such as `$1,200/yr`; the API keeps its cents in a field beside it.
const WRITTEN_MONEY = new Set(["premium", "amount"]);
const DOLLARS = /(^|_)(amount|value|cost|revenue)$/;
const LONG = 500;

/** Cents in the database, dollars on screen. */
export const isCents = (field: Field): boolean => field.kind === "integer" && field.name.endsWith("_cents");

export function inputKind(field: Field): InputKind {
  if (field.choices.length > 0) return "choice";
  if (field.references === "users") return "person";
  if (isCents(field)) return "cents";
  switch (field.kind) {
    case "text":
      return textKind(field);
    case "integer":
      return "integer";
    case "number":
      return DOLLARS.test(field.name) ? "dollars" : "number";
    case "boolean":
      return "yes-no";
    case "date":
      return "date";
    case "instant":
      return "instant";
    case "json":
      return "json";
  }
}

function textKind(field: Field): InputKind {
  if (WRITTEN_MONEY.has(field.name)) return "money";
  if (field.name === "phone" || field.name.endsWith("_phone")) return "phone";
  if (field.name === "email" || field.name.endsWith("_email")) return "email";
  if (field.name === "state" && field.max_length === 2) return "state";
  return field.max_length === null || field.max_length > LONG ? "long-text" : "text";
}

/** The label on screen: nobody types cents. */
export const fieldLabel = (field: Field): string => field.label.replace(/ in cents$/, "");

/** What people say for what is stored in the system's words. */
const SAID: Record<string, string> = {
  Email: "e-mail",
  email: "e-mail",
  SMS: "text",
  sms: "text",
  inbound: "from them",
  outbound: "to them",
};

/** The word for a stored choice within a sentence: `semi_annual` is `semi annual`. */
export const choiceWord = (choice: string): string => SAID[choice] ?? choice.replaceAll("_", " ");

/** The word for a stored choice by itself: `semi_annual` is `Semi annual`. */
export const choiceLabel = (choice: string): string => words(choiceWord(choice));
