// One matter of a section: what it is, its controls, and the button that saves them.
import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./Settings.module.css";

interface CardProps {
  title: string;
  description?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** Lists go from edge to edge. */
  flush?: boolean;
}

export function Card({ title, description, actions, children, footer, flush = false }: CardProps) {
  return (
    <section className={`lg-card ${classes["card"]}`} aria-label={title}>
      <Group justify="space-between" align="flex-start" className={classes["head"]}>
        <Box flex="1 1 240px">
          <Title order={2} size="h4">
            {title}
          </Title>
          {description ? (
            <Text c="dimmed" size="sm" mt={2} component="div">
              {description}
            </Text>
          ) : null}
        </Box>
        {actions}
      </Group>
      {children ? <div className={flush ? classes["flush"] : classes["body"]}>{children}</div> : null}
      {footer ? <div className={classes["foot"]}>{footer}</div> : null}
    </section>
  );
}
