// A small table of two columns: what they say, what we call it.
import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import classes from "../Leads.module.css";
import { newKey, type Pair } from "./config";

export interface Choice {
  value: string;
  label: string;
}

/** The choices, and whatever is in use besides. */
export const withInUse = (choices: Choice[], used: string | null): Choice[] =>
  !used || choices.some(({ value }) => value === used) ? choices : [...choices, { value: used, label: used }];

interface PairTableProps {
  title: string;
  about?: string;
  heads: [string, string];
  /** One row, as in `Remove question 2`. */
  what: string;
  choices: Choice[];
  rows: Pair[];
  onChange: (rows: Pair[]) => void;
}

export function PairTable({ title, about, heads, what, choices, rows, onChange }: PairTableProps) {
  const change = (key: string, part: Partial<Pair>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <div role="group" aria-label={title}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {about ? (
        <Text size="xs" c="dimmed" mb="xs">
          {about}
        </Text>
      ) : null}
      <Stack gap={6}>
        {rows.map((row, place) => (
          <div key={row.key} className={classes["mapping"]}>
            <TextInput
              aria-label={`${heads[0]} of ${what} ${place + 1}`}
              placeholder={heads[0]}
              value={row.from}
              onChange={({ currentTarget }) => change(row.key, { from: currentTarget.value })}
            />
            <Select
              aria-label={`${heads[1]} of ${what} ${place + 1}`}
              placeholder={heads[1]}
              data={withInUse(choices, row.to)}
              searchable
              value={row.to || null}
              onChange={(to) => change(row.key, { to: to ?? "" })}
            />
            <RemoveRow what={`${what} ${place + 1}`} onRemove={() => onChange(rows.filter((one) => one !== row))} />
          </div>
        ))}
        <AddRow what={what} onAdd={() => onChange([...rows, { key: newKey(), from: "", to: "" }])} />
      </Stack>
    </div>
  );
}

export function RemoveRow({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <ActionIcon size={36} aria-label={`Remove ${what}`} onClick={onRemove}>
      <IconTrash size={16} />
    </ActionIcon>
  );
}

export function AddRow({ what, onAdd }: { what: string; onAdd: () => void }) {
  return (
    <Group>
      <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} />} onClick={onAdd}>
        Add a {what}
      </Button>
    </Group>
  );
}
