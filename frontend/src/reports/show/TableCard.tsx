// A table with its picture.
import { Text, Title } from "@mantine/core";
import { lazy, Suspense, useId } from "react";

import type { FigureTable } from "./document";
import { FigureGrid } from "./FigureGrid";
import type { Order } from "./lines";
import styles from "./Show.module.css";
import { Singles } from "./Singles";
import { labelText } from "./words";

/** Fetches the code of the pictures, which a page does while its figures are counted. */
export const fetchPictures = () => import("./TableChart");
const TableChart = lazy(() => fetchPictures().then((module) => ({ default: module.TableChart })));

/** With more figures the table needs the whole width. */
const MOST_BESIDE = 4;
const FEWEST_DRAWN = 2;
/** What is longer says how, not what the lines are. */
const MOST_WORDS = 3;

interface TableCardProps {
  table: FigureTable;
  isCompared: boolean;
  order: Order;
  onOrder: (order: Order) => void;
}

export function TableCard({ table, isCompared, order, onOrder }: TableCardProps) {
  const id = useId();
  const isDrawn = table.chart !== "none" && table.lines.length >= FEWEST_DRAWN;
  const isWide = table.grain !== null;
  const isBeside = isDrawn && !isWide && table.columns.length <= MOST_BESIDE;
  return (
    <section className={`lg-card ${styles["card"]}`} aria-labelledby={id}>
      <Title order={2} size="h5" id={id}>
        {table.title}
      </Title>
      <div className={isBeside ? styles["beside"] : styles["below"]}>
        {isDrawn ? (
          <div className={`${styles["chart"]} ${isWide ? "" : styles["bars"]}`}>
            <Suspense fallback={<div className={styles["chartRoom"]} aria-hidden />}>
              <TableChart table={table} isCompared={isCompared} />
            </Suspense>
          </div>
        ) : null}
        <div className={table.group === null ? styles["singles"] : styles["lines"]}>
          {table.group === null ? (
            <Singles table={table} isCompared={isCompared} />
          ) : (
            <FigureGrid table={table} head={headOf(table)} isCompared={isCompared} order={order} onOrder={onOrder} />
          )}
          <Notes table={table} />
        </div>
      </div>
    </section>
  );
}

const GRAINS: Record<string, string> = {
  day: "Day",
  week: "Week",
  month: "Month",
  quarter: "Quarter",
  year: "Year",
};

/** `Clients by agent` has lines of an agent each. */
function headOf({ title, grain, group }: FigureTable): string {
  if (grain !== null) return GRAINS[grain] ?? "When";
  if (group === "owner_id") return "Agent";
  const words = /\bby (.+)$/i.exec(title)?.[1] ?? "";
  const said = words !== "" && words.split(" ").length <= MOST_WORDS ? words : (group ?? "");
  return labelText(said.replaceAll(" ", "_").toLowerCase(), null);
}

interface NotesProps {
  table: FigureTable;
}

function Notes({ table: { left_out, columns, additive, group } }: NotesProps) {
  const overlapping =
    group === null ? [] : columns.filter((each) => each.unit === "count" && !additive.includes(each.key));
  if (left_out === 0 && overlapping.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className={styles["notes"]} component="div">
      {left_out > 0 ? (
        <div>{left_out.toLocaleString("en-US")} smaller lines are left out here; the total counts them.</div>
      ) : null}
      {overlapping.length > 0 ? (
        <div>
          {overlapping.map(({ label }) => label).join(", ")}: the total counts each once, so it can be less than the
          lines together.
        </div>
      ) : null}
    </Text>
  );
}
