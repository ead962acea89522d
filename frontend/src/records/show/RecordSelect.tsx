// A record chosen by what people know of it: a name, a part of a phone or policy number.
import { Loader, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { phoneText } from "@/ui/inputs/phone";

import { recordQuery, someQuery } from "../data";
import { NOUNS, type Noun } from "../nouns";

type Found = Record<string, unknown> & { id: number };

interface RecordSelectProps {
  noun: Extract<Noun, "customers" | "policies" | "leads">;
  label: string;
  value: number | null;
  onChange: (picked: Found | null) => void;
  required?: boolean;
  error?: ReactNode;
  autoFocus?: boolean;
  description?: string;
}

const detail = (found: Found): string =>
  ["phone", "email", "customer_name", "policy_type", "city"]
    .map((name) => found[name])
    .filter((value) => typeof value === "string" && value !== "")
    .slice(0, 2)
    .map((value) => phoneText(String(value)))
    .join(" · ");

export function RecordSelect({ noun, value, onChange, required = false, ...rest }: RecordSelectProps) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const query = { page_size: 12, count: "none", ...(asked ? { q: asked } : {}) };
  const { data, isFetching } = useQuery({ ...someQuery<Found>(noun, query), placeholderData: keepPreviousData });
  const { data: chosen } = useQuery({ ...recordQuery(noun, value ?? 0), enabled: value !== null });
  const current = chosen?.record as unknown as Found | undefined;

  const found = [...(data?.items ?? [])];
  if (current && value !== null && !found.some(({ id }) => id === value)) found.unshift(current);
  const byId = new Map(found.map((each) => [String(each.id), each]));
  return (
    <Select
      {...rest}
      required={required}
      placeholder={`Find a ${NOUNS[noun].one} by name or number`}
      data={found.map((each) => ({ value: String(each.id), label: NOUNS[noun].title(each) || `No. ${each.id}` }))}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : (byId.get(id) ?? null))}
      onSearchChange={setTyped}
      // What the API found is what was meant, also when the words are not in the name.
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {detail(byId.get(option.value) ?? { id: 0 })}
          </Text>
        </div>
      )}
      rightSection={isFetching ? <Loader size="xs" /> : undefined}
      searchable
      clearable
      nothingFoundMessage={isFetching ? "Looking…" : `No ${NOUNS[noun].one} found`}
    />
  );
}
