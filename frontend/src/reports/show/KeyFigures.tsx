// What a report comes to, before its lines.
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";

import type { CSSProperties } from "react";

import { Figure } from "@/ui/Figure";

import { behind, figureBefore, figureOf, type FigureColumn, type FigureTable } from "./document";
import { linkOf } from "./links";
import styles from "./Show.module.css";
import { changeOf, figureText, type Style } from "./words";

const MOST = 12;
const MOST_WIDE = 6;
const MOST_TABLET = 4;

interface KeyFiguresProps {
  table: FigureTable;
  isCompared: boolean;
}

/** As many in a line as leave no short line behind. */
const evenly = (count: number, most: number) => Math.ceil(count / Math.ceil(count / most));

/** Counts come first and what is made of them last: where there are many, both ends. */
const chosen = (columns: readonly FigureColumn[]) =>
  columns.length > MOST ? [...columns.slice(0, MOST / 2), ...columns.slice(-MOST / 2)] : columns;

export function KeyFigures({ table, isCompared }: KeyFiguresProps) {
  const { total } = table;
  const columns = chosen(table.columns);
  const room = { "--wide": evenly(columns.length, MOST_WIDE), "--tablet": evenly(columns.length, MOST_TABLET) };
  return (
    <div className={styles["headlines"]} style={room as CSSProperties} role="group" aria-label="Key figures">
      {columns.map((column) => {
        const rows = behind(column, total);
        const value = figureOf(total, column);
        return (
          <Figure
            key={column.key}
            label={column.label}
            definition={column.about === "" ? undefined : column.about}
            value={
              <span data-value title={figureText(value, column.unit)}>
                {figureText(value, column.unit, styleOf(value))}
              </span>
            }
            note={isCompared ? <Note column={column} table={{ total }} /> : undefined}
            to={rows && value !== null ? linkOf(rows) : undefined}
          />
        );
      })}
    </div>
  );
}

const ROUNDED_CENTS = 100_000;
const SHORT_CENTS = 1_000_000_000;

/** As exact as one reads a large number; the table has its cents. */
function styleOf(value: number | null): Style {
  const size = Math.abs(value ?? 0);
  if (size >= SHORT_CENTS) return "compact";
  return size >= ROUNDED_CENTS ? "rounded" : "exact";
}

interface NoteProps {
  column: FigureColumn;
  table: Pick<FigureTable, "total">;
}

const ARROWS = { more: IconArrowUpRight, less: IconArrowDownRight, same: IconMinus };

function Note({ column, table: { total } }: NoteProps) {
  const before = figureBefore(total, column);
  const change = changeOf(figureOf(total, column), before, column.unit);
  if (!change) return before === null ? "No figure before" : `${figureText(before, column.unit, "rounded")} before`;
  const Arrow = ARROWS[change.direction];
  return (
    <>
      <div className={styles["change"]}>
        <Arrow size={15} stroke={1.8} aria-hidden />
        <span>{change.text}</span>
      </div>
      <div className={`lg-number ${styles["was"]}`}>{figureText(before, column.unit, styleOf(before))} before</div>
    </>
  );
}
