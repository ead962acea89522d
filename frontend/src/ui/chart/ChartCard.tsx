// A chart in its frame: what it shows, and the same figures as a table for those who prefer to read or to type.
import { ActionIcon, Group, Text, Title, Tooltip } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useId, useState, type ReactNode } from "react";

import styles from "./chart.module.css";

interface ChartCardProps {
  title: string;
  /** Where there is more about it. */
  to?: LinkProps;
  /** One line that says what is counted. */
  note?: ReactNode;
  controls?: ReactNode;
  chart: ReactNode;
  table?: ReactNode;
  className?: string;
}

export function ChartCard({ title, to, note, controls, chart, table, className }: ChartCardProps) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const label = asTable ? `${title}: show as chart` : `${title}: show as table`;
  return (
    <section className={`lg-card ${styles["card"]} ${className ?? ""}`} aria-labelledby={id}>
      <div className={styles["head"]}>
        <div className={styles["title"]}>
          <Title order={2} size="h5" id={id}>
            {to ? (
              <Link {...to} className={styles["titleLink"]}>
                {title}
              </Link>
            ) : (
              title
            )}
          </Title>
          {note ? (
            <Text size="xs" c="dimmed" component="div">
              {note}
            </Text>
          ) : null}
        </div>
        <Group gap="xs" wrap="nowrap" className="lg-no-print">
          {controls}
          {table ? (
            <Tooltip label={asTable ? "Show as chart" : "Show as table"}>
              <ActionIcon
                variant="subtle"
                color="gray"
                c="dimmed"
                aria-label={label}
                onClick={() => setAsTable(!asTable)}
              >
                {asTable ? <IconChartBar size={18} stroke={1.6} /> : <IconTable size={18} stroke={1.6} />}
              </ActionIcon>
            </Tooltip>
          ) : null}
        </Group>
      </div>
      {asTable && table ? table : chart}
    </section>
  );
}
