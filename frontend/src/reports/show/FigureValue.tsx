// One figure in a table: a link to what it counted, and under it what it was before.
import { Text, VisuallyHidden } from "@mantine/core";

import figures from "@/ui/figures.module.css";

import { behind, figureBefore, figureOf, type FigureColumn, type FigureLine } from "./document";
import styles from "./Show.module.css";
import { hrefOf } from "./links";
import { changeOf, figureText, NO_FIGURE } from "./words";

interface FigureValueProps {
  line: FigureLine;
  column: FigureColumn;
  isCompared: boolean;
}

export function FigureValue({ line, column, isCompared }: FigureValueProps) {
  return (
    <>
      <Now line={line} column={column} />
      {isCompared ? <Before line={line} column={column} /> : null}
    </>
  );
}

function Now({ line, column }: Omit<FigureValueProps, "isCompared">) {
  const value = figureOf(line, column);
  if (value === null) return <None />;
  const text = figureText(value, column.unit);
  const rows = behind(column, line);
  if (!rows) return text;
  return (
    <a href={hrefOf(rows)} data-noun={rows.noun} className={figures["link"]}>
      {text}
    </a>
  );
}

function None() {
  return (
    <span title="No figure: there is nothing to divide by" className={styles["none"]}>
      <span aria-hidden>{NO_FIGURE}</span>
      <VisuallyHidden>no figure</VisuallyHidden>
    </span>
  );
}

function Before({ line, column }: Omit<FigureValueProps, "isCompared">) {
  const before = figureBefore(line, column);
  const change = changeOf(figureOf(line, column), before, column.unit);
  return (
    <Text size="xs" c="dimmed" className={styles["before"]} title={change?.text}>
      <VisuallyHidden>before: </VisuallyHidden>
      {figureText(before, column.unit)}
    </Text>
  );
}
