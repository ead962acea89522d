// The rows of a table as cards, for screens that are narrower than a table; only what is visible is drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type MouseEvent, type ReactNode } from "react";

import classes from "./Cards.module.css";
import type { GridRow } from "./types";
import { useDrawn } from "./useDrawn";

const CARD_PX = 84;
const EARLY = 20;

interface CardsProps<Row extends GridRow> {
  label: string;
  rows: readonly Row[];
  card: (row: Row) => ReactNode;
  hrefOf: (row: Row) => string;
  onOpen: (row: Row) => void;
  /** With boxes to pick rows. */
  selection?: { has: (id: number) => boolean; onRow: (id: number) => void } | null;
  onVisible: (first: number, last: number) => void;
  dimmed: boolean;
  drawn: string | null;
}

export function Cards<Row extends GridRow>(props: CardsProps<Row>) {
  const { label, rows, card, hrefOf, onOpen, selection = null, onVisible, dimmed, drawn } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_PX,
    overscan: 6,
  });
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => onVisible(first, last + EARLY), [onVisible, first, last, rows.length]);
  useDrawn(scroller, drawn);

  function onClick(event: MouseEvent, row: Row) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(row);
  }

  return (
    <div
      ref={scroller}
      className={`${classes["scroller"]} ${dimmed ? classes["dimmed"] : ""}`}
      aria-busy={dimmed}
      data-cards
    >
      <ul className={classes["list"]} aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row ? (
            <li key={row.id} className={classes["item"]} style={{ top: start, height: CARD_PX }} data-id={row.id}>
              {selection ? (
                <label className={classes["pick"]}>
                  <input
                    type="checkbox"
                    aria-label={`Select row ${index + 1}`}
                    checked={selection.has(row.id)}
                    onChange={() => selection.onRow(row.id)}
                  />
                </label>
              ) : null}
              <a href={hrefOf(row)} className={classes["card"]} onClick={(event) => onClick(event, row)}>
                {card(row)}
              </a>
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}
