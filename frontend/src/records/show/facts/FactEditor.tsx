// Fields of one line being changed, with what the API has against it beside each.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";

import { ProblemError, sentence } from "@/api/problem";

import type { Field } from "../../data";
import { useRecord, type Base } from "../context";
import { FieldEditor } from "./FieldEditor";
import { same, type Values } from "./merge";
import { columnsOf, valueAt } from "./paths";

interface FactEditorProps {
  label: string;
  fields: Field[];
  base: Base;
  onClose: () => void;
}

export function FactEditor({ label, fields, base, onClose }: FactEditorProps) {
  const { change } = useRecord();
  const [typed, setTyped] = useState<Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [general, setGeneral] = useState("");
  const [saving, setSaving] = useState(false);

  async function submit() {
    const changed = Object.fromEntries(
      Object.entries(typed).filter(([path, value]) => !same(value, valueAt(base.record, path))),
    );
    if (Object.keys(changed).length === 0) return onClose();
    setSaving(true);
    try {
      const outcome = await change(base, columnsOf(base.record, changed), label);
      setSaving(false);
      if (outcome !== "given up") onClose();
    } catch (error) {
      setSaving(false);
      const told = error instanceof ProblemError ? error.fields : {};
      const beside = Object.fromEntries(
        fields.map(({ name }) => [name, told[name] ?? told[name.split(".")[0] ?? ""] ?? ""]).filter(([, text]) => text),
      ) as Record<string, string>;
      setErrors(beside);
      setGeneral(Object.keys(beside).length > 0 ? "" : sentence(error));
    }
  }

  function keyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
    // Longer texts keep Enter for a new line.
    const inText = event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && !inText && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      void submit();
    }
  }

  return (
    <Stack gap="xs" onKeyDown={keyDown} role="group" aria-label={`Change ${label.toLowerCase()}`}>
      {fields
        .filter((field) => !field.readonly)
        .map((field, place) => (
          <FieldEditor
            key={field.name}
            field={field}
            value={field.name in typed ? typed[field.name] : (valueAt(base.record, field.name) ?? null)}
            onChange={(value) => {
              setTyped({ ...typed, [field.name]: value });
              setErrors({ ...errors, [field.name]: "" });
            }}
            error={errors[field.name] || undefined}
            autoFocus={place === 0}
          />
        ))}
      {general ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {general}
        </Text>
      ) : null}
      <Group gap="xs" justify="flex-end">
        <Button variant="default" size="compact-sm" onClick={onClose}>
          Cancel
        </Button>
        <Button size="compact-sm" loading={saving} onClick={() => void submit()}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
