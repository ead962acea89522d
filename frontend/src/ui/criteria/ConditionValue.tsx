// What a field is compared with, in the input that fits the field and the comparison.
import { Group, MultiSelect, NumberInput, Select, TagsInput, Text, TextInput } from "@mantine/core";

import { DateInput } from "../inputs/DateInput";
import { dayOfInstant, isDay, parseDay, startOfDay, typedDay } from "../inputs/day";
import { InstantInput } from "../inputs/InstantInput";
import { choiceLabel, fieldLabel, inputKind, type Field } from "../inputs/kinds";
import { dollars } from "../inputs/money";
import { centsOf, CentsInput } from "../inputs/MoneyInput";
import { usePeopleChoices } from "../inputs/PersonSelect";
import { selectAll } from "../inputs/props";
import { STATES } from "../inputs/states";
import { listed, LISTS, LONGEST_LIST, NO_VALUE, RELATIVE } from "./tree";

interface ConditionValueProps {
  field: Field;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function ConditionValue({ field, operator, value, onChange }: ConditionValueProps) {
  if (NO_VALUE.has(operator)) return null;
  const label = `Value of ${fieldLabel(field)}`;
  const [first = null, second = null] = listed(value);
  if (RELATIVE.has(operator)) return <Days value={first} onChange={onChange} label={label} />;
  if (operator === "between")
    return (
      <Group gap={6} wrap="nowrap" align="center">
        <One field={field} whole label={`${label}, from`} value={first} onChange={(from) => onChange([from, second])} />
        <Text size="sm" c="dimmed" component="span">
          and
        </Text>
        <One field={field} whole label={`${label}, to`} value={second} onChange={(to) => onChange([first, to])} />
      </Group>
    );
  if (LISTS.has(operator)) return <Several field={field} label={label} values={listed(value)} onChange={onChange} />;
  return <One field={field} label={label} value={first} onChange={onChange} />;
}

interface OneProps {
  field: Field;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Moments are asked for as whole days. */
  whole?: boolean;
}

function One({ field, label, value, onChange, whole = false }: OneProps) {
  const text = value === null ? null : String(value);
  const number = value === null || value === "" || Number.isNaN(Number(value)) ? null : Number(value);
  const kind = inputKind(field);
  switch (kind) {
    case "choice":
      return <Choice label={label} choices={wordsFor(field)} value={text} onChange={onChange} />;
    case "state":
      return <Choice label={label} choices={STATES} value={text} onChange={onChange} />;
    case "yes-no":
      return <Choice label={label} choices={YES_NO} value={text} onChange={(said) => onChange(said === "true")} />;
    case "person":
      return <Person label={label} value={number} onChange={onChange} />;
    case "cents":
      return <CentsInput aria-label={label} value={number} onChange={onChange} />;
    case "date":
      return <DateInput aria-label={label} value={text} onChange={onChange} />;
    case "instant":
      if (whole) return <DateInput aria-label={label} value={text} onChange={onChange} />;
      return <Moment label={label} value={text} onChange={onChange} />;
    case "integer":
    case "number":
    case "dollars":
      return (
        <NumberInput
          aria-label={label}
          classNames={{ input: "lg-number" }}
          value={number ?? ""}
          onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
          prefix={kind === "dollars" ? "$" : ""}
          thousandSeparator=","
          allowDecimal={kind !== "integer"}
          placeholder={kind === "dollars" ? "$1,200" : "0"}
          hideControls
        />
      );
    default:
      return (
        <TextInput
          aria-label={label}
          placeholder="Text"
          value={text ?? ""}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

const YES_NO = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

const wordsFor = (field: Field) => field.choices.map((choice) => ({ value: choice, label: choiceLabel(choice) }));

interface ChoiceProps {
  label: string;
  choices: { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
}

function Choice({ label, choices, value, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder="Choose"
      data={choices}
      value={value}
      onChange={onChange}
      searchable
      onFocus={selectAll}
      selectFirstOptionOnChange
      nothingFoundMessage="No such choice"
      allowDeselect={false}
    />
  );
}

interface PersonProps {
  label: string;
  value: number | null;
  onChange: (value: unknown) => void;
}

function Person({ label, value, onChange }: PersonProps) {
  const choices = usePeopleChoices(value === null ? [] : [value]);
  return (
    <Choice
      label={label}
      choices={choices}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
}

interface MomentProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** The reader's day, unless the criteria tell a time of day. */
function Moment({ label, value, onChange }: MomentProps) {
  const day = dayOfInstant(value);
  if (value !== null && day !== null && startOfDay(day) !== value)
    return <InstantInput aria-label={label} value={value} onChange={onChange} />;
  return (
    <DateInput
      aria-label={label}
      value={day ?? value}
      onChange={(typed) => onChange(isDay(typed) ? startOfDay(typed) : typed)}
    />
  );
}

interface DaysProps {
  label: string;
  value: unknown;
  onChange: (value: number | null) => void;
}

function Days({ label, value, onChange }: DaysProps) {
  const days = value === null || value === "" || Number.isNaN(Number(value)) ? "" : Number(value);
  return (
    <NumberInput
      aria-label={`${label}, in days`}
      classNames={{ input: "lg-number" }}
      value={days}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
      min={0}
      max={100_000}
      allowDecimal={false}
      allowNegative={false}
      suffix={days === 1 ? " day" : " days"}
      placeholder="30 days"
    />
  );
}

interface SeveralProps {
  field: Field;
  label: string;
  values: unknown[];
  onChange: (values: unknown[]) => void;
}

function Several({ field, label, values, onChange }: SeveralProps) {
  if (values.length > LONGEST_LIST)
    return (
      <Text size="sm" c="dimmed" py={6}>
        {values.length.toLocaleString("en-US")} values
      </Text>
    );
  switch (inputKind(field)) {
    case "choice":
      return <Choices label={label} choices={wordsFor(field)} values={values} onChange={onChange} />;
    case "state":
      return <Choices label={label} choices={STATES} values={values} onChange={onChange} />;
    case "person":
      return <People label={label} values={values} onChange={onChange} />;
    default:
      return (
        <TagsInput
          aria-label={label}
          placeholder={values.length === 0 ? "Type one, then Enter" : ""}
          value={values.map((value) => tagOf(field, value))}
          onChange={(tags) => onChange(tags.flatMap((tag) => untagged(field, tag)))}
          acceptValueOnBlur
          splitChars={inputKind(field) === "cents" ? [";"] : [",", ";"]}
        />
      );
  }
}

interface ChoicesProps {
  label: string;
  choices: { value: string; label: string }[];
  values: unknown[];
  onChange: (values: string[]) => void;
}

function Choices({ label, choices, values, onChange }: ChoicesProps) {
  return (
    <MultiSelect
      aria-label={label}
      placeholder={values.length === 0 ? "Choose some" : ""}
      data={choices}
      value={values.map(String)}
      onChange={onChange}
      searchable
      hidePickedOptions
      nothingFoundMessage="No further choice"
    />
  );
}

function People({ label, values, onChange }: { label: string; values: unknown[]; onChange: (ids: number[]) => void }) {
  const choices = usePeopleChoices(values);
  return <Choices label={label} choices={choices} values={values} onChange={(ids) => onChange(ids.map(Number))} />;
}

/** A value as a tag, and the value of a tag; a tag that says nothing is dropped. */
function tagOf(field: Field, value: unknown): string {
  const kind = inputKind(field);
  if (kind === "cents") return dollars(Number(value));
  return kind === "date" && isDay(value) ? typedDay(value) : String(value);
}

function untagged(field: Field, tag: string): unknown[] {
  switch (inputKind(field)) {
    case "cents":
      return [centsOf(tag)].filter((cents) => cents !== null);
    case "date":
      return [parseDay(tag)].filter((day) => day !== null);
    case "integer":
    case "number":
    case "dollars": {
      const number = Number(tag.replace(/[$,\s]/g, ""));
      return tag.trim() === "" || Number.isNaN(number) ? [] : [number];
    }
    default:
      return [tag];
  }
}
