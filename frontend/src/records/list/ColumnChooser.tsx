// Which columns the table shows; their order and width are changed in the table's own head.
import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, TextInput, Tooltip } from "@mantine/core";
import { IconColumns3, IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import type { ListState } from "./useList";

interface ColumnChooserProps {
  state: ListState;
}

export function ColumnChooser({ state }: ColumnChooserProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus width={260}>
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="default" size={34} aria-label="Columns" onClick={() => setOpened(!opened)}>
            <IconColumns3 size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label="Columns">
        {opened ? <Chooser state={state} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function Chooser({ state: { columns, layouts } }: ColumnChooserProps) {
  const [typed, setTyped] = useState("");
  const shown = new Set(layouts.layout.map(({ name }) => name));
  const found = columns.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <Stack gap="xs">
      <TextInput
        size="xs"
        aria-label="Find a column"
        placeholder="Find a column"
        leftSection={<IconSearch size={14} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: -1 }}>
        <Stack gap={8} p={4}>
          {found.map(({ name, label }) => (
            <Checkbox
              key={name}
              size="sm"
              label={label}
              checked={shown.has(name)}
              disabled={shown.has(name) && shown.size === 1}
              onChange={(event) => layouts.change({ do: event.currentTarget.checked ? "show" : "hide", name })}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      <Group justify="flex-end">
        <Button variant="subtle" size="compact-sm" disabled={!layouts.changed} onClick={layouts.reset}>
          As they were
        </Button>
      </Group>
    </Stack>
  );
}
