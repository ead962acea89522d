// The first records that a report lists.
import { Text, Title } from "@mantine/core";
import { useId } from "react";

import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";

import styles from "./Builder.module.css";
import type { ListedRecords } from "./queries";

type Column = ListedRecords["columns"][number];

interface RecordsProps {
  title: string;
  listed: ListedRecords;
}

export function Records({ title, listed: { columns, rows, count } }: RecordsProps) {
  const id = useId();
  return (
    <section className={`lg-card ${styles["card"]}`} aria-labelledby={id}>
      <div>
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {counted(count, "record")}
          {count > rows.length ? `, of which the first ${rows.length} are shown; a file has all of them` : ""}
        </Text>
      </div>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          There are none that fit.
        </Text>
      ) : (
        <div className={styles["records"]} tabIndex={0} role="region" aria-label={`${title}: records`}>
          <table className={styles["table"]} aria-label={title}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col" className={isNumber(column) ? styles["number"] : undefined}>
                    {column.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                <tr key={place}>
                  {columns.map((column, at) => (
                    <td key={column.key} className={isNumber(column) ? `lg-number ${styles["number"]}` : "lg-number"}>
                      <Value column={column} value={row[at]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const isNumber = ({ kind, money }: Column) => money || kind === "integer" || kind === "number";

interface ValueProps {
  column: Column;
  value: unknown;
}

function Value({ column: { kind, money }, value }: ValueProps) {
  if (value === null || value === undefined || value === "") return "–";
  if (money) return <Money cents={Number(value)} />;
  if (kind === "date" || kind === "instant") return <DateText value={String(value)} />;
  if (kind === "boolean") return value === true ? "Yes" : "No";
  return kind === "number" ? Number(value).toLocaleString("en-US") : String(value as string | number);
}
