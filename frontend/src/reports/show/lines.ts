// The order in which the lines of a table stand.
import { figureOf, type FigureLine, type FigureTable } from "./document";

/** `-premium`, `label`, …; empty: as the report has them. */
export type Order = string;

/** The lines in an order; what has no figure comes last either way. */
export function ordered(table: FigureTable, order: Order): readonly FigureLine[] {
  const down = order.startsWith("-");
  const key = order.replace(/^-/, "");
  if (key === "label") return byLabel(table, down);
  const column = table.columns.find((each) => each.key === key);
  if (!column) return table.lines;
  return table.lines.toSorted((one, other) => {
    const [mine, its] = [figureOf(one, column), figureOf(other, column)];
    if (mine === null || its === null) return Number(mine === null) - Number(its === null);
    return down ? its - mine : mine - its;
  });
}

/** Spans of time by the calendar, everything else by the alphabet. */
function byLabel({ lines, grain }: FigureTable, down: boolean): readonly FigureLine[] {
  if (grain !== null) return down ? lines.toReversed() : lines;
  return lines.toSorted(
    (one, other) => (down ? -1 : 1) * one.label.localeCompare(other.label, "en", { numeric: true }),
  );
}

/** The order after a click on a head: figures begin with the largest, names with the first, the third click ends it. */
export function nextOrder(order: Order, key: string): Order {
  const [first, second] = key === "label" ? ["label", "-label"] : [`-${key}`, key];
  if (order === first) return second ?? "";
  return order === second ? "" : (first ?? "");
}
