// What stands in a cell, by the kind of its field.
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { StatusBadge } from "@/ui/StatusBadge";

import { choiceLabel } from "@/ui/inputs/kinds";
import { phoneText } from "@/ui/inputs/phone";

import type { Field } from "../data";
import type { Noun } from "../nouns";
import classes from "./List.module.css";

const number = new Intl.NumberFormat("en-US");

/** A link to another record, which the row is about. */
export function recordLink(noun: Noun, id: number | null, text: string | null): ReactNode {
  if (id === null) return text;
  return (
    <a href={`/${noun}/${id}`} className={classes["link"]} tabIndex={-1} data-route={`/${noun}/${id}`}>
      {text}
    </a>
  );
}

export const placeText = (city: string | null, state: string | null): string =>
  [city, state].filter(Boolean).join(", ");

interface DirectionProps {
  value: string | null;
}

export function Direction({ value }: DirectionProps) {
  if (!value) return null;
  const inbound = value === "inbound";
  const Arrow = inbound ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <span className={classes["direction"]} data-inbound={inbound || undefined}>
      <Arrow size={15} stroke={1.8} aria-hidden />
      {inbound ? "From them" : "To them"}
    </span>
  );
}

/** Whether figures of this field stand below each other at the right. */
export const isFigure = ({ kind, references, name }: Field): boolean =>
  references === null && name !== "id" && (kind === "integer" || kind === "number");

/** The value as people read it; nothing for no value. */
export function valueCell(field: Field, value: unknown, nameOf: (id: number) => string): ReactNode {
  if (value === null || value === undefined || value === "") return null;
  if (field.name === "status") return <StatusBadge value={value as string} />;
  if (field.references === "users") return nameOf(value as number);
  if (field.name === "phone") return <span className="lg-number">{phoneText(value as string)}</span>;
  if (field.name.endsWith("_cents")) return <Money cents={value as number} />;
  switch (field.kind) {
    case "date":
    case "instant":
      return <DateText value={value as string} />;
    case "integer":
    case "number":
      return isFigure(field) ? <span className="lg-number">{number.format(value as number)}</span> : String(value);
    case "boolean":
      return value ? "Yes" : "No";
    case "json":
      return null;
    default:
      return field.choices.length > 0 ? choiceLabel(String(value)) : String(value);
  }
}
