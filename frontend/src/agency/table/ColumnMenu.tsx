// Which columns are shown; their order and width are changed in the table's head.
import { ActionIcon, Button, Checkbox, Popover, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconColumns3 } from "@tabler/icons-react";

import type { Columns } from "./useColumns";

interface ColumnMenuProps {
  columns: readonly { name: string; label: string }[];
  chosen: Columns;
}

export function ColumnMenu({ columns, chosen }: ColumnMenuProps) {
  const [opened, menu] = useDisclosure();
  const shown = new Set(chosen.layout.map(({ name }) => name));
  return (
    <Popover opened={opened} onChange={menu.toggle} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label="Columns" onClick={menu.toggle} visibleFrom="sm">
          <IconColumns3 size={18} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label="Columns">
        <Stack gap={8}>
          {columns.map(({ name, label }) => (
            <Checkbox
              key={name}
              size="sm"
              label={label}
              checked={shown.has(name)}
              disabled={shown.has(name) && shown.size === 1}
              onChange={({ currentTarget }) => chosen.change({ do: currentTarget.checked ? "show" : "hide", name })}
            />
          ))}
          <Button variant="subtle" size="compact-sm" disabled={!chosen.changed} onClick={chosen.reset}>
            As they were
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
