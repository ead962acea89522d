// The way back to the list, and on to the records beside this one.
import { ActionIcon, Anchor, Group, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";

import { useNeighbours } from "@/records/list";
import { useShortcut } from "@/ui/shortcuts";

import { NOUNS, type Noun } from "../nouns";
import classes from "./RecordPath.module.css";

interface RecordPathProps {
  noun: Noun;
  id: number;
  title: string;
}

export function RecordPath({ noun, id, title }: RecordPathProps) {
  const { previous, next, position, total, search } = useNeighbours(noun, id);
  const { one, many } = NOUNS[noun];
  return (
    <div className={classes["path"]}>
      <nav aria-label="Where this is" className={classes["where"]}>
        <Anchor size="sm" renderRoot={(props) => <Link to="/$noun" params={{ noun }} search={search} {...props} />}>
          {many}
        </Anchor>
        <Text size="sm" c="dimmed" component="span" aria-hidden>
          /
        </Text>
        <Text size="sm" c="dimmed" component="span" truncate>
          {title}
        </Text>
      </nav>
      {position === null ? null : (
        <Group gap={4} wrap="nowrap">
          <Text size="sm" c="dimmed" className="lg-number" mr={4}>
            {position.toLocaleString("en-US")}
            {total === null ? "" : ` of ${total.toLocaleString("en-US")}`}
          </Text>
          <Step noun={noun} to={previous} keys="k" label={`Previous ${one}`} />
          <Step noun={noun} to={next} keys="j" label={`Next ${one}`} down />
        </Group>
      )}
    </div>
  );
}

interface StepProps {
  noun: Noun;
  to: number | null;
  keys: string;
  label: string;
  down?: boolean;
}

function Step({ noun, to, keys, label, down = false }: StepProps) {
  const navigate = useNavigate();
  const go = () => {
    // The address keeps the list's question, so that the next record has neighbours too.
    if (to !== null) void navigate({ to: "/$noun/$id", params: { noun, id: String(to) }, search: true });
  };
  useShortcut(keys, label, go, { group: "This record", enabled: to !== null });
  const Picture = down ? IconChevronDown : IconChevronUp;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={`${label} (${keys.toUpperCase()})`}
      disabled={to === null}
      onClick={go}
    >
      <Picture size={18} />
    </ActionIcon>
  );
}
