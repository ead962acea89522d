// The input that fits a field: one map for lists, forms and bulk changes.
import { JsonInput, NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { DateInput } from "./DateInput";
import { InstantInput } from "./InstantInput";
import { choiceLabel, fieldLabel, inputKind, type Field } from "./kinds";
import { CentsInput, MoneyInput } from "./MoneyInput";
import { PersonSelect } from "./PersonSelect";
import { PhoneInput } from "./PhoneInput";
import { selectAll, type InputProps } from "./props";
import { STATES } from "./states";

interface FieldInputProps extends InputProps<unknown> {
  field: Field;
}

const MANY = 8;

/** Hears null for an empty value. Without a `label` the field's own label names the input for those who listen. */
export function FieldInput({ field, value, onChange, ...given }: FieldInputProps) {
  const rest = given.label || given["aria-label"] ? given : { ...given, "aria-label": fieldLabel(field) };
  const text = value === null || value === undefined ? null : String(value);
  const number = typeof value === "number" ? value : null;
  switch (inputKind(field)) {
    case "choice":
      return (
        <ChoiceInput
          {...rest}
          value={text}
          onChange={onChange}
          required={field.required || !field.nullable}
          choices={field.choices.map((choice) => ({ value: choice, label: choiceLabel(choice) }))}
        />
      );
    case "state":
      return <ChoiceInput {...rest} value={text} onChange={onChange} choices={STATES} />;
    case "person":
      return <PersonSelect {...rest} value={number} onChange={onChange} />;
    case "phone":
      return <PhoneInput {...rest} value={text} onChange={onChange} />;
    case "money":
      return <MoneyInput {...rest} value={text} onChange={onChange} />;
    case "cents":
      return <CentsInput {...rest} value={number} onChange={onChange} />;
    case "date":
      return <DateInput {...rest} value={text} onChange={onChange} />;
    case "instant":
      return <InstantInput {...rest} value={text} onChange={onChange} />;
    case "yes-no":
      return <YesNo {...rest} value={value === true} onChange={onChange} />;
    case "json":
      return <Json {...rest} value={value} onChange={onChange} />;
    case "integer":
    case "number":
    case "dollars":
      return (
        <NumberInput
          {...rest}
          classNames={{ input: "lg-number" }}
          value={number ?? ""}
          onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
          prefix={inputKind(field) === "dollars" ? "$" : ""}
          thousandSeparator={inputKind(field) === "dollars" ? "," : ""}
          allowDecimal={inputKind(field) !== "integer"}
          hideControls
        />
      );
    case "long-text":
      return <Textarea {...rest} {...textOf(field, text, onChange)} autosize minRows={2} maxRows={10} />;
    case "email":
      return <TextInput {...rest} {...textOf(field, text, onChange)} type="email" autoComplete="off" />;
    case "text":
      return <TextInput {...rest} {...textOf(field, text, onChange)} autoComplete="off" />;
  }
}

function textOf(field: Field, value: string | null, onChange: (value: string | null) => void) {
  return {
    value: value ?? "",
    maxLength: field.max_length ?? undefined,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value || null),
  };
}

interface ChoiceInputProps extends InputProps<string | null> {
  choices: { value: string; label: string }[];
}

function ChoiceInput({ choices, value, onChange, required, ...rest }: ChoiceInputProps) {
  return (
    <Select
      placeholder="Choose"
      {...rest}
      required={required && Boolean(rest.label)}
      data={choices}
      value={value}
      onChange={onChange}
      searchable={choices.length > MANY}
      onFocus={choices.length > MANY ? selectAll : undefined}
      nothingFoundMessage="No such choice"
      clearable={!required}
      allowDeselect={false}
      clearButtonProps={{ "aria-label": "Leave it empty" }}
    />
  );
}

function YesNo({ value, onChange, onBlur, onKeyDown, size, ...rest }: InputProps<boolean>) {
  return (
    <Switch
      {...rest}
      size={size}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
      checked={value}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}

function Json({ value, onChange, ...rest }: InputProps<unknown>) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <JsonInput
      {...rest}
      value={typed ?? (value === null || value === undefined ? "" : JSON.stringify(value, null, 2))}
      validationError="This is not JSON"
      formatOnBlur
      autosize
      minRows={2}
      maxRows={12}
      onChange={(text) => {
        setTyped(text);
        if (text.trim() === "") onChange(null);
        else if (isJson(text)) onChange(JSON.parse(text));
      }}
    />
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
