// One value as it reads among the facts.
import { Anchor, Text } from "@mantine/core";

import { DateText } from "@/ui/DateText";
import { choiceLabel, inputKind } from "@/ui/inputs/kinds";
import { phoneText } from "@/ui/inputs/phone";
import { Money } from "@/ui/Money";
import { StatusBadge } from "@/ui/StatusBadge";

import type { Field } from "../../data";
import { isNoun, type Noun } from "../../nouns";
import { RecordLink } from "../../RecordLink";
import { useReferenceName } from "../useReferenceName";
import { useValueText } from "./useValueText";

interface FactValueProps {
  field: Field;
  value: unknown;
}

const key = (field: Field) => field.name.split(".").at(-1) ?? "";

/** Whether the value is something to follow, which cannot stand inside a button. */
export function isLink(field: Field, value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (["email", "phone"].includes(key(field))) return true;
  return field.references !== null && isNoun(field.references);
}

export function FactValue({ field, value }: FactValueProps) {
  const text = useValueText();
  if (value === null || value === undefined || value === "")
    return (
      <Text span c="dimmed">
        –
      </Text>
    );
  if (key(field) === "email")
    return (
      <Anchor href={`mailto:${String(value)}`} size="sm">
        {String(value)}
      </Anchor>
    );
  if (key(field) === "phone") return <Phone value={String(value)} />;
  if (field.references && isNoun(field.references)) return <Reference noun={field.references} id={Number(value)} />;
  if (key(field) === "status" || key(field) === "priority") return <StatusBadge value={String(value)} />;
  if (field.kind === "date" || field.kind === "instant") return <DateText value={String(value)} />;
  const kind = inputKind(field);
  if (kind === "cents") return <Money cents={Number(value)} />;
  if (kind === "dollars") return <Money cents={Math.round(Number(value) * 100)} style="rounded" />;
  if (typeof value === "number" && !field.references)
    return <span className="lg-number">{text(field.name, value)}</span>;
  return <span>{isCode(field, value) ? choiceLabel(String(value)) : text(field.name, value)}</span>;
}

const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Whether a value is a word of the system, such as `meta_lead_ads`, and not something that people wrote. */
function isCode(field: Field, value: unknown): boolean {
  const short = field.max_length !== null && field.max_length <= 64;
  return typeof value === "string" && short && key(field) !== "external_id" && CODE.test(value);
}

function Phone({ value }: { value: string }) {
  return (
    <Anchor href={`tel:${value.replace(/[^+\d]/g, "")}`} className="lg-number">
      {phoneText(value)}
    </Anchor>
  );
}

interface ReferenceProps {
  noun: Noun;
  id: number;
}

function Reference({ noun, id }: ReferenceProps) {
  const name = useReferenceName(noun, id);
  return (
    <RecordLink noun={noun} id={id}>
      {name}
    </RecordLink>
  );
}
