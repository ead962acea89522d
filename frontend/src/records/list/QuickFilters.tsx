// The filters that are one click away, and the chip that says the rest of the criteria.
import { Button, CloseButton, Menu, Popover, Stack, Text } from "@mantine/core";
import { IconCheck, IconChevronDown, IconFilter } from "@tabler/icons-react";
import { lazy, Suspense, useState, type ComponentPropsWithRef } from "react";

import { useMe } from "@/api/session";
import { criteriaText } from "@/ui/criteria/words";
import { choiceLabel } from "@/ui/inputs/kinds";

import type { Field } from "../data";
import classes from "./List.module.css";
import { presetsOf, rangeText } from "./dates";
import {
  entriesOf,
  readChoices,
  readDates,
  restOf,
  toggled,
  without,
  writeChoices,
  writeDates,
  type QuickFilter,
} from "./quick";
import type { ListState } from "./useList";

const DateRangeFields = lazy(() => import("./DateRangeFields").then((module) => ({ default: module.DateRangeFields })));

interface QuickFiltersProps {
  state: ListState;
  onOpenBuilder: () => void;
}

export function QuickFilters({ state, onOpenBuilder }: QuickFiltersProps) {
  const { list, fields, question, ask, nameOf } = state;
  const rest = restOf(question.filter, list.quick);
  return (
    <>
      {list.quick.map((quick) => {
        const field = fields.find(({ name }) => name === quick.field);
        if (!field) return null;
        return quick.kind === "choice" || quick.kind === "owner" ? (
          <ChoiceFilter key={quick.field} state={state} field={field} quick={quick} />
        ) : (
          <DateFilter key={quick.field} state={state} field={field} quick={quick} />
        );
      })}
      <Button
        variant="default"
        size="compact-md"
        h={34}
        leftSection={<IconFilter size={15} />}
        onClick={onOpenBuilder}
        aria-haspopup="dialog"
      >
        Filter
      </Button>
      {rest ? (
        <Chip
          text={criteriaText(rest, fields, nameOf)}
          onOpen={onOpenBuilder}
          onClear={() => ask({ filter: without(question.filter, Object.keys(rest)) })}
        />
      ) : null}
      {question.filter ? (
        <Button variant="subtle" size="compact-md" onClick={() => ask({ filter: null })}>
          Clear filters
        </Button>
      ) : null}
    </>
  );
}

interface ChipProps {
  text: string;
  onOpen: () => void;
  onClear: () => void;
}

function Chip({ text, onOpen, onClear }: ChipProps) {
  return (
    <span className={classes["chip"]}>
      <button type="button" className={classes["chipText"]} onClick={onOpen} title={text}>
        {text}
      </button>
      <CloseButton size="xs" aria-label={`Remove the filter: ${text}`} onClick={onClear} />
    </span>
  );
}

interface FilterProps {
  state: ListState;
  field: Field;
  quick: QuickFilter;
}

interface Option {
  /** What it stands for; mostly one. */
  values: readonly unknown[];
  label: string;
}

function useOptions({ state, field, quick }: FilterProps): Option[] {
  const me = useMe().user;
  if (quick.kind === "choice")
    return entriesOf(field.choices, quick).map((values) => ({ values, label: choiceLabel(values[0] ?? "") }));
  const others = state.people
    .filter((person) => person.is_active && person.id !== me?.id && person.role !== "viewer")
    .map((person) => ({ values: [person.id], label: person.full_name || person.username }));
  return [...(me ? [{ values: [me.id], label: "Me" }] : []), { values: [null], label: "Nobody" }, ...others];
}

function ChoiceFilter({ state, field, quick }: FilterProps) {
  const { question, ask } = state;
  const options = useOptions({ state, field, quick });
  const chosen = readChoices(question.filter, quick.field);
  if (chosen === null) return null;
  const isChosen = ({ values }: Option) => values.every((value) => chosen.includes(value));
  const wholly = options.filter(isChosen);
  const others = chosen.filter((value) => !wholly.some(({ values }) => values.includes(value)));
  const shown = [...wholly.map(({ label }) => label), ...others.map((value) => choiceLabel(String(value)))];
  return (
    <Menu closeOnItemClick={false} position="bottom-start" shadow="md">
      <Menu.Target>
        <FilterButton label={shortName(field)} value={shown.join(", ")} />
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {options.map((option) => (
          <Menu.CheckboxItem
            key={String(option.values[0])}
            checked={isChosen(option)}
            onChange={() => ask({ filter: writeChoices(question.filter, quick.field, toggled(chosen, option.values)) })}
          >
            {option.label}
          </Menu.CheckboxItem>
        ))}
        {chosen.length > 0 ? (
          <>
            <Menu.Divider />
            <Menu.Item closeMenuOnClick onClick={() => ask({ filter: writeChoices(question.filter, quick.field, []) })}>
              Any
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function DateFilter({ state, field, quick }: FilterProps) {
  const { question, ask } = state;
  const [opened, setOpened] = useState(false);
  const range = readDates(question.filter, quick.field);
  if (range === null) return null;
  const put = (next: (typeof range & object) | "any") =>
    ask({ filter: writeDates(question.filter, quick.field, next) });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <FilterButton
          label={shortName(field)}
          value={range === "any" ? "" : rangeText(range)}
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={field.label}>
        {opened ? (
          <Stack gap={2} w={220}>
            {presetsOf(quick.kind).map(({ label, range: preset }) => (
              <Button
                key={label}
                variant="subtle"
                color="gray"
                justify="space-between"
                size="compact-md"
                className={classes["preset"]}
                rightSection={JSON.stringify(preset) === JSON.stringify(range) ? <IconCheck size={15} /> : null}
                onClick={() => {
                  put(preset);
                  setOpened(false);
                }}
              >
                {label}
              </Button>
            ))}
            <Text size="xs" c="dimmed" mt={6} px={8}>
              Or between
            </Text>
            <Suspense fallback={null}>
              <DateRangeFields
                value={range !== "any" && !("newer_than_days" in range) && !("within_next_days" in range) ? range : {}}
                onChange={put}
              />
            </Suspense>
          </Stack>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

const SHORT: Record<string, string> = { insurance_type: "Has policy" };
const shortName = (field: Field): string => SHORT[field.name] ?? field.label;

interface FilterButtonProps extends ComponentPropsWithRef<"button"> {
  label: string;
  value: string;
}

function FilterButton({ label, value, ...rest }: FilterButtonProps) {
  return (
    <button type="button" {...rest} className={classes["filter"]} data-on={value !== "" || undefined}>
      <span>{label}</span>
      {value ? <span className={classes["filterValue"]}>{value}</span> : null}
      <IconChevronDown size={14} aria-hidden />
    </button>
  );
}
