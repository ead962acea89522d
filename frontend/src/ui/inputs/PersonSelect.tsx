// One of the people who work here, by name.
import { Select, type ComboboxItem } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { peopleQuery } from "@/api/people";
import { meQuery } from "@/api/session";

import { selectAll, type InputProps } from "./props";

/** People as choices: oneself first, and only those who still work here, besides the ones in use. */
export function usePeopleChoices(inUse: readonly unknown[]): ComboboxItem[] {
  const people = useQuery(peopleQuery).data?.items ?? [];
  const me = useQuery(meQuery).data?.user?.id;
  const used = new Set(inUse.map(String));
  const known = people
    .filter((person) => person.is_active || used.has(String(person.id)))
    .map((person) => {
      const name = person.full_name || person.username;
      return { value: String(person.id), label: person.id === me ? `${name} (you)` : name };
    })
    .sort((a, b) => Number(b.value === String(me)) - Number(a.value === String(me)) || a.label.localeCompare(b.label));
  const names = new Set(known.map((choice) => choice.value));
  const unknown = [...used].filter((id) => /^\d+$/.test(id) && !names.has(id));
  return [...known, ...unknown.map((id) => ({ value: id, label: `Person ${id}` }))];
}

export function PersonSelect({ value, onChange, ...rest }: InputProps<number | null>) {
  const choices = usePeopleChoices(value === null ? [] : [value]);
  return (
    <Select
      placeholder="Nobody"
      {...rest}
      data={choices}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
      searchable
      onFocus={selectAll}
      clearable={!rest.required}
      nothingFoundMessage="Nobody of that name"
      clearButtonProps={{ "aria-label": "Nobody" }}
    />
  );
}
