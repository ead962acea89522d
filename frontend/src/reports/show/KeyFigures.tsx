// What a report comes to, before its lines.
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";

import { Figure } from "@/ui/Figure";

import { behind, figureBefore, figureOf, type FigureColumn, type FigureTable } from "./document";
import { linkOf } from "./links";
import styles from "./Show.module.css";
import { changeOf, figureText } from "./words";

interface KeyFiguresProps {
  table: FigureTable;
  isCompared: boolean;
}

export function KeyFigures({ table: { columns, total }, isCompared }: KeyFiguresProps) {
  return (
    <div className={styles["headlines"]} role="group" aria-label="Key figures">
      {columns.map((column) => {
        const rows = behind(column, total);
        const value = figureOf(total, column);
        return (
          <Figure
            key={column.key}
            label={column.label}
            definition={column.about === "" ? undefined : column.about}
            value={<span title={figureText(value, column.unit)}>{figureText(value, column.unit, styleOf(value))}</span>}
            note={isCompared ? <Note column={column} table={{ total }} /> : undefined}
            to={rows && value !== null ? linkOf(rows) : undefined}
          />
        );
      })}
    </div>
  );
}

const LARGE_CENTS = 100_000;

const styleOf = (value: number | null) => (value !== null && Math.abs(value) >= LARGE_CENTS ? "rounded" : "exact");

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
    <span className={styles["change"]}>
      <Arrow size={15} stroke={1.8} aria-hidden />
      {change.text}
      <span className={`lg-number ${styles["was"]}`}>{figureText(before, column.unit, styleOf(before))} before</span>
    </span>
  );
}
