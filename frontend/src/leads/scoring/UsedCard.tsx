// What the model looks at together, what it must not look at, and what it wants to be known.
import { Alert, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { ChartCard } from "@/ui/chart";
import { words } from "@/ui/StatusBadge";

import styles from "./Scoring.module.css";
import type { Model } from "./types";

interface UsedCardProps {
  model: Model;
  className?: string;
}

export function UsedCard({ model: { cells, left_out, warnings, terms }, className }: UsedCardProps) {
  return (
    <ChartCard
      className={className}
      title="What it uses"
      note={`${terms.length} columns and pairs of columns; ${left_out.length} left out`}
      chart={
        <div className={styles["used"]}>
          {warnings.map((warning) => (
            <Alert key={warning} color="yellow" variant="light" icon={<IconAlertTriangle size={18} />} p="xs">
              {warning}
            </Alert>
          ))}
          {cells.length > 0 ? (
            <div>
              <Title order={3} size="h6">
                Looked at together
              </Title>
              <ul className={styles["leftOut"]}>
                {cells.map(({ columns, kept }) => (
                  <li key={columns.join()}>
                    {columns.map(words).join(" with ")}{" "}
                    <span className={styles["dimmed"]}>{kept ? "kept: it helped" : "tried, did not help"}</span>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
          <div>
            <Title order={3} size="h6" mb={4}>
              Left out
            </Title>
            {left_out.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing was left out.
              </Text>
            ) : (
              <ul className={styles["leftOut"]} tabIndex={0} aria-label="Columns that were left out">
                {left_out.map(({ column, why }) => (
                  <li key={column}>
                    <strong>{words(column)}</strong> <span className={styles["dimmed"]}>{why}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      }
    />
  );
}
