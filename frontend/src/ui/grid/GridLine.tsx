// One row of a grid. Drawn again only when something about this row changed.
import { memo } from "react";

import classes from "./Grid.module.css";
import type { ColumnPlace } from "./Grid";
import type { Place } from "./keyboard";
import type { Layout } from "./layout";
import type { GridColumn, GridEditing, GridRow, GridSelection, Leave } from "./types";

interface GridLineProps<Row extends GridRow> {
  row: Row;
  index: number;
  top: number;
  height: number;
  places: readonly ColumnPlace[];
  byName: ReadonlyMap<string, GridColumn<Row>>;
  /** Not read here: a new layout means that the places are new. */
  layout: Layout;
  selection: GridSelection | null;
  selected: boolean;
  open: boolean;
  /** The column that Tab reaches, when it is in this row. */
  focused: number | null;
  edited: string | null;
  editor: GridEditing<Row>["editor"] | null;
  onLeave: (from: Place, to: Leave) => void;
}

function Line<Row extends GridRow>(props: GridLineProps<Row>) {
  const { row, index, top, height, places, byName, selection, selected, open, focused, edited, editor } = props;
  const shift = selection ? 1 : 0;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      data-open={open || undefined}
      data-id={row.id}
      className={classes["row"]}
      style={{ top, height }}
    >
      {selection ? (
        <div
          role="gridcell"
          aria-colindex={1}
          className={`${classes["cell"]} ${classes["pick"]} ${classes["pinned"]}`}
          style={{ left: 0 }}
        >
          <input
            type="checkbox"
            className={classes["check"]}
            data-cell={`${index}:0`}
            tabIndex={focused === 0 ? 0 : -1}
            aria-label={`Select row ${index + 1}`}
            checked={selected}
            readOnly
          />
        </div>
      ) : null}
      {places.map((at, position) => {
        const column = byName.get(at.name);
        if (!column) return null;
        const number = position + shift;
        const cell = { row: index, column: number };
        const isEdited = edited === at.name && editor !== null;
        return (
          <div
            key={at.name}
            role="gridcell"
            aria-colindex={number + 1}
            data-cell={`${index}:${number}`}
            data-column={at.name}
            tabIndex={focused === number ? 0 : -1}
            className={cellClass(at, column.align === "right", isEdited)}
            style={at.style}
          >
            {isEdited ? (
              editor(row, at.name, (to) => props.onLeave(cell, to))
            ) : (
              <span className={classes["text"]}>{column.cell(row)}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function cellClass(at: ColumnPlace, right: boolean, edited: boolean): string {
  return [
    classes["cell"],
    right ? classes["right"] : "",
    at.left === null ? "" : classes["pinned"],
    at.edge ? classes["edge"] : "",
    edited ? classes["editing"] : "",
  ].join(" ");
}

/** New with every drawing of the grid, and no reason to draw a row again: clicks are heard by the grid itself. */
const QUIET = new Set(["places", "onLeave", "selection"]);

function same<Row extends GridRow>(before: GridLineProps<Row>, after: GridLineProps<Row>): boolean {
  if ((before.selection === null) !== (after.selection === null)) return false;
  return (Object.keys(after) as (keyof GridLineProps<Row>)[]).every(
    (name) => QUIET.has(name) || before[name] === after[name],
  );
}

export const GridLine = memo(Line, same) as typeof Line;

interface WaitingLineProps {
  top: number;
  height: number;
}

export function WaitingLine({ top, height }: WaitingLineProps) {
  return (
    <div role="presentation" aria-hidden className={classes["row"]} style={{ top, height }}>
      <div className={classes["cell"]} style={{ flex: 1 }}>
        <div className={classes["waiting"]} />
      </div>
    </div>
  );
}
