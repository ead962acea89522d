// The picture of a table: its one figure by line, beside that of the period compared with. The table says the same.
import { Bars, Columns, Donut, Lines, seriesColour, type BarRow } from "@/ui/chart";
import type { LinkProps } from "@tanstack/react-router";

import { behind, figureBefore, figureOf, type FigureColumn, type FigureLine, type FigureTable } from "./document";
import styles from "./Show.module.css";
import { figureText, labelText } from "./words";

/** As many bars as are read at a glance. */
const MOST_BARS = 8;
const SAID = 5;

interface TableChartProps {
  table: FigureTable;
  isCompared: boolean;
}

export function TableChart({ table, isCompared }: TableChartProps) {
  const column = table.columns.find(({ key }) => key === table.chart_of);
  if (!column) return null;
  switch (table.chart) {
    case "columns":
    case "line":
      return <OverTime table={table} column={column} isCompared={isCompared} />;
    case "donut":
      return <Shares table={table} column={column} />;
    case "bars":
      return <Largest table={table} column={column} isCompared={isCompared} />;
    case "none":
      return null;
  }
}

interface PartProps extends TableChartProps {
  column: FigureColumn;
}

function OverTime({ table, column, isCompared }: PartProps) {
  const Picture = table.chart === "line" ? Lines : Columns;
  const now = { key: "now", label: isCompared ? "This period" : column.label, color: seriesColour(0) };
  const before = { key: "before", label: "Before", color: seriesColour(4) };
  return (
    <figure className={styles["figure"]}>
      <figcaption className={styles["caption"]}>{column.label}</figcaption>
      <Picture
        data={table.lines.map((line) => ({
          label: labelText(line.label, table.grain),
          now: figureOf(line, column),
          before: figureBefore(line, column),
        }))}
        category="label"
        series={isCompared ? [before, now] : [now]}
        summary={summary(table, column)}
        format={(value) => figureText(value, column.unit, "rounded")}
        formatAxis={(value) => figureText(value, column.unit, "compact")}
        height={220}
      />
    </figure>
  );
}

/** The largest lines; of none of them, those without a figure are not drawn. */
const drawn = (lines: readonly FigureLine[], column: FigureColumn) =>
  lines
    .filter((line) => figureOf(line, column) !== null)
    .toSorted((one, other) => (figureOf(other, column) ?? 0) - (figureOf(one, column) ?? 0));

function Largest({ table, column, isCompared }: PartProps) {
  const lines = drawn(table.lines, column);
  return (
    <figure className={styles["figure"]}>
      <figcaption className={styles["caption"]}>
        {column.label}
        {lines.length > MOST_BARS ? `, the ${MOST_BARS} largest` : ""}
      </figcaption>
      <Bars
        label={`${column.label}: ${table.title}`}
        rows={lines.slice(0, MOST_BARS).map((line): BarRow => {
          const rows = behind(column, line);
          const before = isCompared ? figureBefore(line, column) : null;
          return {
            key: String(line.value),
            label: labelText(line.label, table.grain),
            value: figureOf(line, column) ?? 0,
            text: figureText(figureOf(line, column), column.unit, "rounded"),
            before: before === null ? undefined : before,
            side: before === null ? undefined : `${figureText(before, column.unit, "rounded")} before`,
            to: rows ? linkTo(rows.noun, rows.filter) : undefined,
          };
        })}
      />
    </figure>
  );
}

const linkTo = (noun: string, filter: string): LinkProps =>
  ({ to: "/$noun", params: { noun }, search: { filter } }) as LinkProps;

function Shares({ table, column }: Omit<PartProps, "isCompared">) {
  return (
    <figure className={styles["figure"]}>
      <figcaption className={styles["caption"]}>{column.label}</figcaption>
      <Donut
        parts={drawn(table.lines, column).map((line) => ({
          key: String(line.value),
          label: labelText(line.label, table.grain),
          value: figureOf(line, column) ?? 0,
        }))}
        format={(value) => figureText(value, column.unit, "rounded")}
        summary={summary(table, column)}
      />
    </figure>
  );
}

/** The picture in a sentence. */
function summary(table: FigureTable, column: FigureColumn): string {
  const said = drawn(table.lines, column)
    .slice(0, SAID)
    .map((line) => `${labelText(line.label, table.grain)} ${figureText(figureOf(line, column), column.unit)}`);
  return `${column.label}, ${table.title.toLowerCase()}. Most: ${said.join("; ")}. The table has every figure.`;
}
