// A card with a title beside the main column.
import { Badge, Group, Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./SideCard.module.css";

interface SideCardProps {
  title: string;
  count?: number;
  action?: ReactNode;
  children: ReactNode;
  /** Room around the content; lists bring their own. */
  padded?: boolean;
}

export function SideCard({ title, count, action, children, padded = false }: SideCardProps) {
  return (
    <section className="lg-card" aria-label={title}>
      <Group justify="space-between" gap="xs" className={classes["head"]} wrap="nowrap">
        <Group gap={8}>
          <Title order={2} size="h6">
            {title}
          </Title>
          {count === undefined ? null : (
            <Badge variant="default" size="sm" radius="sm" className="lg-number">
              {count}
            </Badge>
          )}
        </Group>
        {action}
      </Group>
      <div className={padded ? classes["padded"] : undefined}>{children}</div>
    </section>
  );
}
