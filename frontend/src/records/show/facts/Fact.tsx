// One line of the facts: read, or changed in place. Enter saves, Escape leaves everything as it was.
import { ActionIcon, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { fieldLabel } from "@/ui/inputs/kinds";

import type { Field } from "../../data";
import { useRecord, type Base } from "../context";
import { FactEditor } from "./FactEditor";
import classes from "./Facts.module.css";
import { FactValue, isLink } from "./FactValue";
import { describe, type Row } from "./layout";
import { valueAt } from "./paths";

interface FactProps {
  row: Row;
  labels: Record<string, string>;
}

export function Fact({ row, labels }: FactProps) {
  const { record, etag, fields, mayChange } = useRecord();
  const [base, setBase] = useState<Base | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const shown = row.fields.map((path) => describe(fields, path, labels)).filter((field) => field !== undefined);

  // Focus goes back to where the change began.
  useEffect(() => {
    if (wasOpen.current && !base) button.current?.focus();
    wasOpen.current = base !== null;
  }, [base]);

  const [first] = shown;
  if (!first) return null;
  const label = row.label ?? fieldLabel(first);
  const open = () => setBase({ record, etag });
  if (base)
    return (
      <div className={classes["editor"]}>
        <VisuallyHidden component="dt">{label}</VisuallyHidden>
        <dd className={classes["editing"]}>
          <FactEditor label={label} fields={shown} base={base} onClose={() => setBase(null)} />
        </dd>
      </div>
    );

  const fixed = !mayChange || shown.every((field) => field.readonly);
  const value = row.text ? <Written text={row.text(record)} /> : <Values fields={shown} />;
  return (
    <div className={classes["row"]}>
      <dt className={classes["label"]}>{label}</dt>
      <dd className={classes["value"]}>
        {fixed ? (
          <span className={classes["plain"]}>{value}</span>
        ) : isLink(first, valueAt(record, first.name)) ? (
          <>
            <span className={classes["plain"]}>{value}</span>
            <ActionIcon
              ref={button}
              variant="subtle"
              color="gray"
              size="sm"
              className={`${classes["pencil"]} ${classes["aside"]}`}
              aria-label={`Change ${label.toLowerCase()}`}
              onClick={open}
            >
              <IconPencil size={14} />
            </ActionIcon>
          </>
        ) : (
          <UnstyledButton ref={button} className={classes["change"] ?? ""} onClick={open}>
            <span>{value}</span>
            <IconPencil size={14} className={classes["pencil"] ?? ""} aria-label={`Change ${label.toLowerCase()}`} />
          </UnstyledButton>
        )}
      </dd>
    </div>
  );
}

function Written({ text }: { text: string }) {
  return text === "" ? <span className={classes["nothing"]}>–</span> : <span>{text}</span>;
}

function Values({ fields }: { fields: Field[] }) {
  const { record } = useRecord();
  return fields.map((field) => <FactValue key={field.name} field={field} value={valueAt(record, field.name)} />);
}
