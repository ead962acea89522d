// The lines of a table, in the order one likes, with their total; every figure opens what it counted.
import { Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useState } from "react";

import { counted } from "@/ui/counted";
import figures from "@/ui/figures.module.css";

import type { FigureLine, FigureTable } from "./document";
import { FigureValue } from "./FigureValue";
import { nextOrder, ordered, type Order } from "./lines";
import styles from "./Show.module.css";
import { useFollow } from "./links";
import { labelText } from "./words";

/** Lines that are there without asking. */
const FIRST = 12;

interface FigureGridProps {
  table: FigureTable;
  /** The word over the lines' names. */
  head: string;
  isCompared: boolean;
  order: Order;
  onOrder: (order: Order) => void;
}

export function FigureGrid({ table, head, isCompared, order, onOrder }: FigureGridProps) {
  const follow = useFollow();
  const [isWhole, setWhole] = useState(false);
  const lines = ordered(table, order);
  const isLong = lines.length > FIRST + 1;
  const shown = isWhole || !isLong ? lines : lines.slice(0, table.grain === null ? FIRST : 0);
  return (
    <>
      {/* The table scrolls sideways where it has to, also by keyboard. */}
      <div
        className={styles["scroll"]}
        tabIndex={0}
        role="region"
        aria-label={`${table.title}: figures`}
        onClick={follow}
      >
        <table className={`${figures["table"]} ${figures["wide"]} ${styles["table"]}`} aria-label={table.title}>
          <thead>
            <tr>
              <Head name="label" text={head} about="" order={order} onOrder={onOrder} />
              {table.columns.map(({ key, label, about }) => (
                <Head key={key} name={key} text={label} about={about} order={order} onOrder={onOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <Line key={String(line.value)} line={line} table={table} isCompared={isCompared} />
            ))}
          </tbody>
          <tfoot>
            <Line line={table.total} table={table} isCompared={isCompared} />
          </tfoot>
        </table>
      </div>
      {isLong ? (
        <Button
          variant="subtle"
          size="compact-sm"
          className={styles["more"]}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? "Show fewer" : `Show all ${counted(lines.length, "line")}`}
        </Button>
      ) : null}
    </>
  );
}

interface LineProps {
  line: FigureLine;
  table: FigureTable;
  isCompared: boolean;
}

function Line({ line, table, isCompared }: LineProps) {
  return (
    <tr>
      <th scope="row" title={line.label}>
        {line === table.total ? "All" : labelText(line.label, table.grain)}
      </th>
      {table.columns.map((column) => (
        <td key={column.key} className="lg-number">
          <FigureValue line={line} column={column} isCompared={isCompared} />
        </td>
      ))}
    </tr>
  );
}

interface HeadProps {
  name: string;
  text: string;
  about: string;
  order: Order;
  onOrder: (order: Order) => void;
}

function Head({ name, text, about, order, onOrder }: HeadProps) {
  const direction = order === name ? "ascending" : order === `-${name}` ? "descending" : undefined;
  return (
    <th scope="col" aria-sort={direction ?? "none"}>
      <button
        type="button"
        className={`${figures["head"]} ${styles["head"]}`}
        title={about === "" ? undefined : about}
        onClick={() => onOrder(nextOrder(order, name))}
      >
        {text}
        {direction === "ascending" ? <IconArrowUp size={13} aria-hidden /> : null}
        {direction === "descending" ? <IconArrowDown size={13} aria-hidden /> : null}
      </button>
    </th>
  );
}
