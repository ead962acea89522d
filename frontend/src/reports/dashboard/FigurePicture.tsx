// The lines of a report's figure: drawn, or as a table in which each leads to its rows.
import { useNavigate, type LinkProps } from "@tanstack/react-router";

import { Bars, Columns, Donut, FiguresTable, Lines, seriesColour, type BarRow } from "@/ui/chart";

import {
  behind,
  figureBefore,
  figureOf,
  isCompared,
  type FigureColumn,
  type FigureLine,
  type FigureTable,
} from "../show/document";
import { linkOf } from "../show/links";
import { figureText, labelText } from "../show/words";
import type { Found } from "./FigureTile";
import { Fill, LEGEND_PX, NAMES_PX } from "./Fill";
import { Scroll } from "./Scroll";
import styles from "./Tile.module.css";
import type { Picture } from "./tiles";

/** A bar with its words, and with what it is compared with. */
const BAR_PX = 48;
const COMPARED_BAR_PX = 57;
const MORE_PX = 22;
/** Columns of which the names can be read. */
const COLUMN_PX = 34;
const LARGEST_RING_PX = 200;
const SMALLEST_RING_PX = 72;
const RING_SHARE = 0.36;
/** Narrower than that, amounts are said in short. */
const WIDE_PX = 420;
const SAID = 5;

interface FigurePictureProps extends Found {
  picture: Exclude<Picture, "number" | "table">;
}

export function FigurePicture({ picture, ...shown }: FigurePictureProps) {
  return (
    <Fill>
      {(height, width) => {
        switch (picture) {
          case "bars":
            return <Largest {...shown} height={height} />;
          case "columns":
            return <Side {...shown} height={height} width={width} />;
          case "line":
            return <Line {...shown} height={height} />;
          case "donut":
            return <Shares {...shown} height={height} width={width} />;
        }
      }}
    </Fill>
  );
}

const rowsOf = (column: FigureColumn, line: FigureLine): LinkProps | undefined => {
  const rows = behind(column, line);
  return rows ? linkOf(rows) : undefined;
};

/** Lines by time stay in their order, others begin with the largest; those without a figure are not drawn. */
function drawn({ table, column }: Found): FigureLine[] {
  if (table.grain !== null) return table.lines;
  return table.lines
    .filter((line) => figureOf(line, column) !== null)
    .toSorted((one, other) => (figureOf(other, column) ?? 0) - (figureOf(one, column) ?? 0));
}

interface SizedProps extends Found {
  height: number;
}

function Largest({ height, ...shown }: SizedProps) {
  const { table, column } = shown;
  const compared = isCompared(table);
  const lines = drawn(shown);
  const each = compared ? COMPARED_BAR_PX : BAR_PX;
  const fitting = Math.floor(height / each);
  const room = lines.length > fitting ? Math.max(1, Math.floor((height - MORE_PX) / each)) : fitting;
  const rest = lines.length - room;
  if (lines.length === 0) return <Nothing />;
  return (
    <>
      <Bars
        label={`${column.label}: ${table.title}`}
        rows={lines.slice(0, room).map((line): BarRow => {
          const before = compared ? figureBefore(line, column) : null;
          return {
            key: String(line.value),
            label: labelText(line.label, table.grain),
            value: figureOf(line, column) ?? 0,
            text: figureText(figureOf(line, column), column.unit, "rounded"),
            before: before ?? undefined,
            side: before === null ? undefined : `${figureText(before, column.unit, "compact")} before`,
            to: rowsOf(column, line),
          };
        })}
      />
      {rest > 0 ? <div className={styles["more"]}>{rest} smaller in the table</div> : null}
    </>
  );
}

const seriesOf = ({ table, column }: Found) => {
  const now = { key: "now", label: isCompared(table) ? "This period" : column.label, color: seriesColour(0) };
  return isCompared(table) ? [{ key: "before", label: "Before", color: seriesColour(4) }, now] : [now];
};

const dataOf = ({ table, column }: Found, lines: readonly FigureLine[]) =>
  lines.map((line) => ({
    label: labelText(line.label, table.grain),
    now: figureOf(line, column),
    before: figureBefore(line, column),
  }));

function Side({ height, width, ...shown }: SizedProps & { width: number }) {
  const { table, column } = shown;
  const go = useNavigate();
  const all = drawn(shown);
  const lines = table.grain === null ? all.slice(0, Math.max(3, Math.floor(width / COLUMN_PX / 2))) : all;
  if (lines.length === 0) return <Nothing />;
  return (
    <Columns
      data={dataOf(shown, lines)}
      category="label"
      series={seriesOf(shown)}
      summary={summary(shown)}
      format={(value) => figureText(value, column.unit, "rounded")}
      formatAxis={(value) => figureText(value, column.unit, "compact")}
      height={height - (isCompared(table) ? LEGEND_PX : NAMES_PX)}
      onSelect={(index, key) => {
        const line = lines[index];
        const to = line && key === "now" ? rowsOf(column, line) : undefined;
        if (to) void go(to);
      }}
    />
  );
}

function Line({ height, ...shown }: SizedProps) {
  const { table, column } = shown;
  const lines = drawn(shown);
  if (lines.length === 0) return <Nothing />;
  return (
    <Lines
      data={dataOf(shown, lines)}
      category="label"
      series={seriesOf(shown)}
      summary={summary(shown)}
      format={(value) => figureText(value, column.unit, "rounded")}
      formatAxis={(value) => figureText(value, column.unit, "compact")}
      height={height - (isCompared(table) ? LEGEND_PX : NAMES_PX)}
    />
  );
}

function Shares({ height, width, ...shown }: SizedProps & { width: number }) {
  const { table, column } = shown;
  const size = Math.min(LARGEST_RING_PX, height, Math.max(SMALLEST_RING_PX, width * RING_SHARE));
  const parts = drawn(shown)
    .map((line) => ({
      key: String(line.value),
      label: labelText(line.label, table.grain),
      value: figureOf(line, column) ?? 0,
    }))
    .toSorted((one, other) => other.value - one.value);
  if (parts.every(({ value }) => value <= 0)) return <Nothing />;
  return (
    <Donut
      parts={parts}
      format={(value) => figureText(value, column.unit, width < WIDE_PX ? "compact" : "rounded")}
      summary={summary(shown)}
      size={size}
    />
  );
}

function Nothing() {
  return <div className={styles["nothing"]}>Nothing was counted.</div>;
}

/** The picture in a sentence. */
function summary(shown: Found): string {
  const { table, column } = shown;
  const said = drawn(shown)
    .toSorted((one, other) => (figureOf(other, column) ?? 0) - (figureOf(one, column) ?? 0))
    .slice(0, SAID)
    .map((line) => `${labelText(line.label, table.grain)} ${figureText(figureOf(line, column), column.unit)}`);
  return `${column.label}, ${table.title.toLowerCase()}. Most: ${said.join("; ")}. The table has every figure.`;
}

/** Every line with the figure, and with what it was before; the total at the end. */
export function FigureLines({ table, column }: Found) {
  const compared = isCompared(table);
  const heads = [headOf(table), column.label, ...(compared ? ["Before"] : [])];
  const row = (line: FigureLine, label: string) => ({
    key: label === "All" ? "all" : String(line.value),
    label,
    cells: [
      { text: figureText(figureOf(line, column), column.unit), to: rowsOf(column, line) },
      ...(compared ? [{ text: figureText(figureBefore(line, column), column.unit) }] : []),
    ],
  });
  const lines = table.lines.map((line) => row(line, labelText(line.label, table.grain)));
  return (
    <Scroll>
      <FiguresTable
        caption={`${column.label}: ${table.title}`}
        heads={heads}
        rows={[...lines, row(table.total, "All")]}
      />
    </Scroll>
  );
}

/** `By agent` has lines of an agent each. */
function headOf({ title, grain }: FigureTable): string {
  const said = /^By (.+)$/.exec(title)?.[1];
  if (grain !== null || !said) return grain !== null ? "When" : "What";
  return said.charAt(0).toUpperCase() + said.slice(1);
}
