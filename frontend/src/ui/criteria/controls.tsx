// The controls of one condition: its field, its comparison, its value.
import { ActionIcon, Select, type ComboboxItem, type ComboboxItemGroup } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ActionProps, FieldSelectorProps, OperatorSelectorProps, ValueEditorProps } from "react-querybuilder";

import { fieldLabel, type Field } from "../inputs/kinds";
import { selectAll } from "../inputs/props";
import { ConditionValue } from "./ConditionValue";
import { fieldOf, UNCHOSEN, type FieldMap } from "./tree";
import { operatorChoices } from "./words";

export interface BuilderContext {
  fields: FieldMap;
  /** The fields to choose from, in groups. */
  choices: ComboboxItemGroup<ComboboxItem>[];
}

const contextOf = (context: unknown): BuilderContext => context as BuilderContext;

export function FieldSelect({ value, handleOnChange, className, context }: FieldSelectorProps) {
  const { fields, choices } = contextOf(context);
  const field = value && value !== UNCHOSEN ? fieldOf(value, fields) : undefined;
  // Texts inside the metadata are no entries of the catalogue, and amounts in two forms are offered in one.
  const offered = choices.some(({ items }) => items.some((item) => item.value === field?.name));
  const other = field && !offered ? [{ group: "In use", items: [choiceOf(field)] }] : [];
  return (
    <Select
      className={className}
      aria-label="Field"
      placeholder="Choose a field"
      data={[...choices, ...other]}
      value={field ? field.name : null}
      onChange={(name) => name && handleOnChange(name)}
      searchable
      onFocus={selectAll}
      selectFirstOptionOnChange
      allowDeselect={false}
      nothingFoundMessage="No such field"
      maxDropdownHeight={320}
    />
  );
}

export const choiceOf = (field: Field): ComboboxItem => ({ value: field.name, label: fieldLabel(field) });

export function OperatorSelect({ field: name, value, handleOnChange, className, context }: OperatorSelectorProps) {
  const field = fieldOf(name, contextOf(context).fields);
  if (!field) return null;
  return (
    <Select
      className={className}
      aria-label={`How to compare ${fieldLabel(field)}`}
      data={operatorChoices(field, value).map(({ name: operator, label }) => ({ value: operator, label }))}
      value={value ?? null}
      onChange={(operator) => operator && handleOnChange(operator)}
      allowDeselect={false}
      maxDropdownHeight={360}
    />
  );
}

export function Value({ field: name, operator, value, handleOnChange, className, context }: ValueEditorProps) {
  const field = fieldOf(name, contextOf(context).fields);
  if (!field) return null;
  return (
    <div className={className}>
      <ConditionValue field={field} operator={operator} value={value} onChange={handleOnChange} />
    </div>
  );
}

export function RemoveButton({ handleOnClick, className, ruleOrGroup, context }: ActionProps) {
  const name = "field" in ruleOrGroup ? ruleOrGroup.field : "";
  const field = fieldOf(name, contextOf(context).fields);
  return (
    <ActionIcon
      className={className}
      variant="subtle"
      color="gray"
      aria-label={field ? `Remove the condition on ${fieldLabel(field)}` : "Remove the condition"}
      onClick={(event) => handleOnClick(event)}
    >
      <IconX size={16} />
    </ActionIcon>
  );
}
