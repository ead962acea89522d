// What the figures of a report mean, each with its formula.
import { Text } from "@mantine/core";

import type { ReportDocument } from "./document";
import styles from "./Show.module.css";

interface MeaningProps {
  document: ReportDocument;
  id: string;
}

export function Meaning({ document: { tables }, id }: MeaningProps) {
  const said = new Map(tables.flatMap(({ columns }) => columns.map((column) => [column.label, column.about] as const)));
  const figures = [...said].filter(([, text]) => text !== "");
  return (
    <section id={id} className={`lg-card ${styles["meaning"]}`} aria-label="What the figures mean">
      {figures.length > 0 ? (
        <dl>
          {figures.map(([label, text]) => (
            <div key={label} style={{ display: "contents" }}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <Text size="xs" c="dimmed" mt="sm">
        Every figure is a link to the records it counted. A dash stands where there is nothing to divide by. Totals are
        counted, not added up.
      </Text>
    </section>
  );
}
