// Creates a record of any noun. What the API has against a field stands beside it; nothing typed is lost.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { fieldLabel, inputKind } from "@/ui/inputs/kinds";
import { MONEY_HINT, parseMoney } from "@/ui/inputs/money";
import { Failure, Loading } from "@/ui/states";

import { fieldsQuery, useCreateRecord, type Field } from "../../data";
import { NOUNS, type Noun } from "../../nouns";
import { FieldEditor } from "../facts/FieldEditor";
import { describe } from "../facts/layout";
import type { Values } from "../facts/merge";
import { columnsOf } from "../facts/paths";
import { RecordSelect } from "../RecordSelect";
import { FORMS } from "./forms";
import classes from "./RecordForm.module.css";

interface RecordFormProps<N extends Noun> {
  noun: N;
  /** Known beforehand, such as the customer of a new policy. */
  initial?: Values;
  onDone: (record: { id: number }) => void;
  onCancel?: () => void;
}

const PICKED = new Set(["customers", "policies", "leads"]);
const empty = (value: unknown) => value === null || value === undefined || value === "";

export function RecordForm<N extends Noun>({ noun, initial, onDone, onCancel }: RecordFormProps<N>) {
  const { data, error, refetch } = useQuery(fieldsQuery(noun));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Loading the form" />;
  return <Form noun={noun} fields={data.fields} initial={initial} onDone={onDone} onCancel={onCancel} />;
}

interface FormProps extends RecordFormProps<Noun> {
  fields: Field[];
}

function Form({ noun, fields, initial, onDone, onCancel }: FormProps) {
  const form = FORMS[noun];
  const [typed, setTyped] = useState<Values>(() => ({ ...form.initial?.(), ...initial }));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const create = useCreateRecord(noun);
  const box = useRef<HTMLFormElement>(null);
  // The form arrives after the dialog around it, which has given the focus to its own button by then.
  useEffect(() => box.current?.querySelector("input")?.focus(), []);
  const shown = form.groups.map(({ title, fields: names }) => ({
    title,
    fields: names
      .map((name) => describe(fields, name, form.labels))
      .filter((field) => field !== undefined)
      .filter((field) => !field.readonly || field.name.includes(".")),
  }));
  const names = new Set(shown.flatMap((group) => group.fields.map(({ name }) => name)));
  const unplaced = Object.entries(errors).filter(([name, text]) => text && !names.has(name));

  function put(field: Field, value: unknown, picked: Values | null = null) {
    const next = { ...typed, [field.name]: value };
    setTyped({ ...next, ...form.follow?.(next, picked, field.name) });
    setErrors({ ...errors, [field.name]: "" });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const missing = shown
      .flatMap((group) => group.fields)
      .filter((field) => field.required && empty(typed[field.name]))
      .map((field) => [field.name, `${fieldLabel(field)} is needed.`] as const);
    const unreadable = shown
      .flatMap((group) => group.fields)
      .filter(
        (field) => inputKind(field) === "money" && !empty(typed[field.name]) && !parseMoney(String(typed[field.name])),
      )
      .map((field) => [field.name, MONEY_HINT] as const);
    setErrors(Object.fromEntries([...missing, ...unreadable]));
    if (missing.length + unreadable.length > 0) return;
    const said = Object.fromEntries(Object.entries(typed).filter(([, value]) => !empty(value)));
    create.mutate(columnsOf({}, said), {
      onSuccess: (record) => onDone(record as { id: number }),
      onError: (problem) => setErrors(problem instanceof ProblemError ? problem.fields : {}),
    });
  }

  const general = create.error && Object.keys(errors).length === 0 ? sentence(create.error) : "";
  return (
    <form ref={box} onSubmit={submit} noValidate>
      <Stack gap="lg">
        {shown.map(({ title, fields: inGroup }, at) => (
          <section key={title}>
            <Title order={3} size="h6" mb={8}>
              {title}
            </Title>
            <div className={classes["fields"]}>
              {inGroup.map((field) => (
                <div key={field.name} className={form.wide?.includes(field.name) ? classes["wide"] : undefined}>
                  <FormField
                    field={field}
                    value={typed[field.name] ?? null}
                    error={errors[field.name] || undefined}
                    onChange={(value, picked) => put(field, value, picked)}
                  />
                </div>
              ))}
            </div>
            {at === 0 && form.Beside ? <form.Beside typed={typed} /> : null}
          </section>
        ))}
        {general || unplaced.length > 0 ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {general || unplaced.map(([, text]) => text).join(" ")}
          </Text>
        ) : null}
        <Group justify="flex-end" className={classes["foot"]}>
          {onCancel ? (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          ) : null}
          <Button type="submit" loading={create.isPending}>
            Create {NOUNS[noun].one}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FormFieldProps {
  field: Field;
  value: unknown;
  error?: string;
  onChange: (value: unknown, picked: Values | null) => void;
}

function FormField({ field, value, error, onChange }: FormFieldProps) {
  if (field.references && PICKED.has(field.references))
    return (
      <RecordSelect
        noun={field.references as "customers"}
        label={fieldLabel(field)}
        value={typeof value === "number" ? value : null}
        onChange={(picked) => onChange(picked?.id ?? null, picked)}
        error={error}
      />
    );
  return <FieldEditor field={field} value={value} error={error} onChange={(next) => onChange(next, null)} />;
}
