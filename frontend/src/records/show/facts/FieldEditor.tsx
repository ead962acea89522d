// The input of a field: people and records are chosen by name, everything else is typed by its kind.
import type { ReactNode } from "react";

import { FieldInput } from "@/ui/inputs/FieldInput";
import { fieldLabel } from "@/ui/inputs/kinds";

import type { Field } from "../../data";
import { RecordSelect } from "../RecordSelect";

const CHOSEN = new Set(["customers", "policies", "leads"]);

interface FieldEditorProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: ReactNode;
  autoFocus?: boolean;
}

export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onChange } = props;
  const id = typeof value === "number" ? value : null;
  const shared = { label: fieldLabel(field), error: props.error, autoFocus: props.autoFocus ?? false };
  if (field.references && CHOSEN.has(field.references))
    return (
      <RecordSelect
        {...shared}
        noun={field.references as "customers"}
        value={id}
        required={field.required}
        onChange={(picked) => onChange(picked?.id ?? null)}
      />
    );
  // A key inside a JSON column is typed like a column of that name.
  const plain = { ...field, name: field.name.split(".").at(-1) ?? field.name };
  return <FieldInput {...props} {...shared} field={plain} required={field.required} />;
}
