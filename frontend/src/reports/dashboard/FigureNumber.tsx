// What a report comes to as one number, and how that compares with before.
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";

import { Figure } from "@/ui/Figure";

import { behind, figureBefore, figureOf, isCompared } from "../show/document";
import { linkOf } from "../show/links";
import { spokenPeriod } from "../show/periods";
import { changeOf, figureText } from "../show/words";
import type { Found } from "./FigureTile";
import styles from "./Tile.module.css";
import type { Shows } from "./tiles";

interface FigureNumberProps extends Found {
  shows: Shows;
  title: string;
  /** The report. */
  to: LinkProps;
}

const LARGE_CENTS = 100_000;

/** Cents of a hundred thousand dollars are read by nobody. */
const styleOf = (value: number | null) => (value !== null && Math.abs(value) >= LARGE_CENTS ? "rounded" : "exact");

export function FigureNumber({ document, table, column, shows, title, to }: FigureNumberProps) {
  const value = figureOf(table.total, column);
  const rows = behind(column, table.total);
  return (
    <Figure
      label={title}
      about={to}
      definition={column.about === "" ? undefined : column.about}
      value={<span title={figureText(value, column.unit)}>{figureText(value, column.unit, styleOf(value))}</span>}
      note={isCompared(table) ? <Change table={table} column={column} shows={shows} /> : noteOf(document)}
      to={rows && value !== null ? linkOf(rows) : undefined}
    />
  );
}

const noteOf = ({ title, period, narrowed }: Found["document"]): string =>
  [title, period ? spokenPeriod(period.said) : "", ...narrowed].filter(Boolean).join(" · ");

const ARROWS = { more: IconArrowUpRight, less: IconArrowDownRight, same: IconMinus };

function Change({ table, column, shows }: Pick<FigureNumberProps, "table" | "column" | "shows">) {
  const before = figureBefore(table.total, column);
  const change = changeOf(figureOf(table.total, column), before, column.unit);
  const when = shows.compare === "year_before" ? "a year before" : "before";
  const was = `${figureText(before, column.unit, styleOf(before))} ${when}`;
  if (!change) return before === null ? `No figure ${when}` : was;
  const Arrow = ARROWS[change.direction];
  return (
    <>
      <span className={styles["change"]}>
        <Arrow size={15} stroke={1.8} aria-hidden />
        {change.text} ·
      </span>{" "}
      <span className="lg-number">{was}</span>
    </>
  );
}
