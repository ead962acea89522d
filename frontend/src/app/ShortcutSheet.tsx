// Everything that can be typed on the page that is open.
import { Group, Modal, SimpleGrid, Stack, Text, Title } from "@mantine/core";

import { Keys } from "@/ui/Keys";
import { useKnownShortcuts, type Shortcut } from "@/ui/shortcuts";

interface ShortcutSheetProps {
  onClose: () => void;
}

export function ShortcutSheet({ onClose }: ShortcutSheetProps) {
  const known = useKnownShortcuts();
  const groups = [...new Set(known.map(({ group }) => group))];
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {groups.map((group) => (
          <ShortcutGroup key={group} title={group} shortcuts={known.filter((one) => one.group === group)} />
        ))}
      </SimpleGrid>
    </Modal>
  );
}

interface ShortcutGroupProps {
  title: string;
  shortcuts: Shortcut[];
}

function ShortcutGroup({ title, shortcuts }: ShortcutGroupProps) {
  return (
    <Stack gap={6}>
      <Title order={3} size="h5">
        {title}
      </Title>
      {shortcuts.map(({ keys, label }) => (
        <Group key={keys} justify="space-between" wrap="nowrap" gap="md">
          <Text size="sm">{label}</Text>
          <Keys keys={keys} />
        </Group>
      ))}
    </Stack>
  );
}
