// The picture of a table: one of its figures by line, beside that of the period compared with. The table says the same.
import { Select, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { Bars, Columns, Donut, Lines, seriesColour, type BarRow } from "@/ui/chart";

import { behind, figureBefore, figureOf, type FigureColumn, type FigureLine, type FigureTable } from "./document";
import { linkOf } from "./links";
import styles from "./Show.module.css";
import { figureText, labelText } from "./words";

/** As many bars as are read at a glance. */
const MOST_BARS = 8;
const SAID = 5;

interface TableChartProps {
  table: FigureTable;
  isCompared: boolean;
}

interface PictureProps extends TableChartProps {
  column: FigureColumn;
}

const PICTURES = { columns: OverTime, line: OverTime, donut: Shares, bars: Largest };

export function TableChart({ table, isCompared }: TableChartProps) {
  const [chosen, choose] = useState(table.chart_of);
  const column = table.columns.find(({ key }) => key === chosen) ?? table.columns[0];
  if (!column) return null;
  const Picture = PICTURES[pictureOf(table, column)];
  return (
    <>
      <Select
        size="xs"
        className={`${styles["drawn"]} lg-no-print`}
        aria-label={`${table.title}: what is drawn`}
        data={table.columns.map(({ key, label }) => ({ value: key, label }))}
        value={column.key}
        allowDeselect={false}
        onChange={(key) => key && choose(key)}
      />
      <div className={styles["onPaper"]}>{column.label}</div>
      <Picture table={table} column={column} isCompared={isCompared} />
    </>
  );
}

/** Only what adds up to its total has shares. */
function pictureOf({ chart, additive }: FigureTable, { key }: FigureColumn): keyof typeof PICTURES {
  if (chart === "donut" && additive.includes(key)) return "donut";
  return chart === "none" || chart === "donut" ? "bars" : chart;
}

function OverTime({ table, column, isCompared }: PictureProps) {
  const go = useNavigate();
  const now = { key: "now", label: isCompared ? "This period" : column.label, color: seriesColour(0) };
  const before = { key: "before", label: "Before", color: seriesColour(4) };

  function open(place: number, key: string) {
    const line = table.lines[place];
    const rows = line && key === "now" ? behind(column, line) : null;
    if (rows) void go(linkOf(rows));
  }
  const shown = {
    data: table.lines.map((line) => ({
      label: labelText(line.label, table.grain),
      now: figureOf(line, column),
      before: figureBefore(line, column),
    })),
    category: "label",
    series: isCompared ? [before, now] : [now],
    summary: summary(table, column),
    format: (value: number) => figureText(value, column.unit, "rounded"),
    formatAxis: (value: number) => figureText(value, column.unit, "compact"),
    height: 220,
  };
  return table.chart === "line" ? <Lines {...shown} /> : <Columns {...shown} onSelect={open} />;
}

/** From the largest on; without those that have no figure. */
const largest = (lines: readonly FigureLine[], column: FigureColumn) =>
  lines
    .filter((line) => figureOf(line, column) !== null)
    .toSorted((one, other) => (figureOf(other, column) ?? 0) - (figureOf(one, column) ?? 0));

function Largest({ table, column, isCompared }: PictureProps) {
  const lines = largest(table.lines, column);
  return (
    <>
      <Bars
        label={`${column.label}: ${table.title}`}
        full={column.unit === "rate" ? Math.max(1, ...lines.map((line) => figureOf(line, column) ?? 0)) : undefined}
        rows={lines.slice(0, MOST_BARS).map((line): BarRow => {
          const rows = behind(column, line);
          const before = isCompared ? figureBefore(line, column) : null;
          return {
            key: String(line.value),
            label: labelText(line.label, table.grain),
            value: figureOf(line, column) ?? 0,
            text: figureText(figureOf(line, column), column.unit, "rounded"),
            before: before ?? undefined,
            side: before === null ? undefined : `${figureText(before, column.unit, "rounded")} before`,
            to: rows ? linkOf(rows) : undefined,
          };
        })}
      />
      {lines.length > MOST_BARS ? (
        <Text size="xs" c="dimmed" mt={4}>
          The {MOST_BARS} largest of {lines.length}
        </Text>
      ) : null}
    </>
  );
}

function Shares({ table, column }: PictureProps) {
  return (
    <Donut
      parts={largest(table.lines, column).map((line) => ({
        key: String(line.value),
        label: labelText(line.label, table.grain),
        value: figureOf(line, column) ?? 0,
      }))}
      format={(value) => figureText(value, column.unit, "rounded")}
      summary={summary(table, column)}
    />
  );
}

/** The picture in a sentence. */
function summary(table: FigureTable, column: FigureColumn): string {
  const said = largest(table.lines, column)
    .slice(0, SAID)
    .map((line) => `${labelText(line.label, table.grain)} ${figureText(figureOf(line, column), column.unit)}`);
  return `${column.label}, ${table.title.toLowerCase()}. Most: ${said.join("; ")}. The table has every figure.`;
}
