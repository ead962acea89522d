// One value as it reads among the facts.
import { Anchor, Text } from "@mantine/core";

import { DateText } from "@/ui/DateText";
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
  if (key(field) === "email") return <Anchor href={`mailto:${String(value)}`}>{String(value)}</Anchor>;
  if (key(field) === "phone") return <Phone value={String(value)} />;
  if (field.references && isNoun(field.references)) return <Reference noun={field.references} id={Number(value)} />;
  if (key(field) === "status" || key(field) === "priority") return <StatusBadge value={String(value)} />;
  if (field.kind === "date" || field.kind === "instant") return <DateText value={String(value)} />;
  if (field.name.endsWith("_cents")) return <Money cents={Number(value)} />;
  if (typeof value === "number" && !field.references)
    return <span className="lg-number">{text(field.name, value)}</span>;
  return <span>{text(field.name, value)}</span>;
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
