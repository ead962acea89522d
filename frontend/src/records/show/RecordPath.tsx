// The way back to the list, and on to its next record.
import { Anchor, Group, Text } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";

import { NOUNS, type Noun } from "../nouns";

interface RecordPathProps {
  noun: Noun;
  id: number;
  title: string;
}

export function RecordPath({ noun, title }: RecordPathProps) {
  const search = useSearch({ strict: false });
  return (
    <Group justify="space-between" mb="sm" wrap="nowrap">
      <nav aria-label="Where this is">
        <Group gap={6} wrap="nowrap">
          <Anchor size="sm" renderRoot={(props) => <Link to="/$noun" params={{ noun }} search={search} {...props} />}>
            {NOUNS[noun].many}
          </Anchor>
          <Text size="sm" c="dimmed" aria-hidden>
            /
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {title}
          </Text>
        </Group>
      </nav>
    </Group>
  );
}
