// The rows, in the order of the calendar.
import { Text, Title } from "@mantine/core";
import { useId, type Ref } from "react";

import { grouped, type Group } from "./groups";
import type { TodayItem } from "./queries";
import { Row, type RowDoes } from "./Row";
import styles from "./TodayPage.module.css";

interface QueueProps {
  items: TodayItem[];
  today: string;
  /** The key of the row whose record is beside the queue. */
  opened: string | undefined;
  withOwner: boolean;
  mayTasks: boolean;
  mayMessages: boolean;
  does: RowDoes;
  listRef: Ref<HTMLDivElement>;
}

export function Queue({ items, listRef, ...rest }: QueueProps) {
  return (
    <div ref={listRef} style={{ display: "grid", gap: "var(--mantine-spacing-md)" }}>
      {grouped(items).map((group) => (
        <Part key={group.key} group={group} {...rest} />
      ))}
    </div>
  );
}

type PartProps = Omit<QueueProps, "items" | "listRef"> & { group: Group };

function Part({ group, opened, ...rest }: PartProps) {
  const id = useId();
  return (
    <section className={`lg-card ${styles["group"]}`} aria-labelledby={id}>
      <div className={styles["groupHead"]} data-group={group.key}>
        <Title order={2} size="h6" id={id}>
          {group.label}
        </Title>
        <Text size="sm" c="dimmed" className="lg-number">
          {group.items.length}
        </Text>
      </div>
      <ul className={styles["rows"]}>
        {group.items.map((item) => (
          <Row key={item.key} item={item} opened={item.key === opened} {...rest} />
        ))}
      </ul>
    </section>
  );
}
