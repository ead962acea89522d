// A table for any number of rows: only what is visible is drawn, and everything works from the keyboard.
import { getCoreRowModel, useReactTable, type Column, type ColumnDef } from "@tanstack/react-table";
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";

import classes from "./Grid.module.css";
import { GridHead, type HeadActions } from "./GridHead";
import { GridLine, WaitingLine } from "./GridLine";
import { nextPlace, type Place } from "./keyboard";
import type { Layout, LayoutChange } from "./layout";
import type { GridColumn, GridEditing, GridRow, GridSelection, Leave, Sort } from "./types";
import { useDrawn } from "./useDrawn";

const ROW_PX = 38;
const HEADER_PX = 36;
/** Rows before the end at which more are asked for. */
const EARLY = 40;
/** Placeholders below the last row while more are on their way. */
const WAITING = 3;

interface GridProps<Row extends GridRow> {
  label: string;
  rows: readonly Row[];
  columns: readonly GridColumn<Row>[];
  layout: Layout;
  onLayout: (change: LayoutChange) => void;
  sort: readonly Sort[];
  /** `add` keeps the fields by which the rows are sorted already. */
  onSort: (name: string, add: boolean, descending?: boolean) => void;
  /** All rows there are, also those not loaded; null when nobody counted. */
  total: number | null;
  selection?: GridSelection | null;
  editing?: GridEditing<Row> | null;
  openId?: number | null;
  onOpen: (row: Row) => void;
  /** The focus moved to another row by key. */
  onRow?: (row: Row) => void;
  /** The rows that are on screen; the owner keeps them fresh and loads more in time. */
  onVisible: (first: number, last: number) => void;
  hasMore: boolean;
  /** Shows that these rows are about to be replaced. */
  dimmed: boolean;
  /** Names what is drawn once it is on screen, for measurements and tests. */
  drawn: string | null;
}

export interface ColumnPlace {
  name: string;
  /** Distance from the left edge for a pinned column. */
  left: number | null;
  edge: boolean;
  style: { flex: string; width?: number; left?: number };
}

export function Grid<Row extends GridRow>(props: GridProps<Row>) {
  const { label, rows, columns, layout, onLayout, total, selection = null, editing = null, openId = null } = props;
  const { onOpen, onVisible, hasMore, dimmed, drawn } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ row: -1, column: 0 });
  const [edited, setEdited] = useState<{ id: number; column: string } | null>(null);
  const pick = selection ? 40 : 0;

  const table = useTable(columns, layout, rows);
  const pinned = table.getLeftVisibleLeafColumns();
  const shown = [...pinned, ...table.getCenterVisibleLeafColumns()];
  const places = shown.map((column) => placeOf(column, pick, layout, pinned.at(-1)));
  const byName = useMemo(() => new Map(columns.map((column) => [column.name, column])), [columns]);
  const width = pick + shown.reduce((sum, column) => sum + column.getSize(), 0);
  const columnCount = shown.length + (selection ? 1 : 0);

  const extract = useCallback(
    // The focused row stays in the page, or the focus would be lost with it.
    (range: Range) => [
      ...new Set([...defaultRangeExtractor(range), Math.max(0, Math.min(place.row, range.count - 1))]),
    ],
    [place.row],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    scrollPaddingStart: HEADER_PX,
    rangeExtractor: extract,
  });
  const items = rows.length > 0 ? virtual.getVirtualItems() : [];
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;

  useEffect(() => onVisible(first, last + EARLY), [onVisible, first, last, rows.length]);
  useDrawn(scroller, drawn);

  const focusPlace = useCallback(
    (to: Place) => {
      setPlace(to);
      if (to.row >= 0) virtual.scrollToIndex(to.row);
      // The row may have to be drawn first.
      requestAnimationFrame(() => {
        const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${to.row}:${to.column}"]`);
        cell?.focus({ preventScroll: to.row >= 0 && to.column === 0 });
        if (to.column > pinned.length) cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
      });
    },
    [virtual, pinned.length],
  );

  const columnAt = (index: number) => shown[index - (selection ? 1 : 0)]?.id;

  function startEdit(at: Place): boolean {
    const row = rows[at.row];
    const name = columnAt(at.column);
    if (!row || name === undefined || !editing?.can(row, name)) return false;
    setEdited({ id: row.id, column: name });
    return true;
  }

  function leave(from: Place, to: Leave) {
    setEdited(null);
    if (to === "away") return;
    const step = { stay: [0, 0], down: [1, 0], right: [0, 1], left: [0, -1] }[to] as [number, number];
    focusPlace({
      row: Math.min(rows.length - 1, from.row + step[0]),
      column: Math.max(0, Math.min(columnCount - 1, from.column + step[1])),
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const at = placeOfEvent(event.target);
    if (!at || edited || event.defaultPrevented || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_PX) - 2);
    const to = nextPlace(at, event, { rows: rows.length, columns: columnCount, page });
    if (to) {
      event.preventDefault();
      focusPlace(to);
      const row = rows[to.row];
      if (row && to.row !== at.row) props.onRow?.(row);
      return;
    }
    if (event.target !== event.currentTarget && !(event.target as HTMLElement).dataset["cell"]) return;
    if (act(at, event)) event.preventDefault();
  }

  function onClick(event: MouseEvent<HTMLDivElement>) {
    const at = placeOfEvent(event.target);
    const row = at ? rows[at.row] : undefined;
    if (at && row && selection && at.column === 0) selection.onRow(row.id, at.row, event.shiftKey);
  }

  function act(at: Place, event: KeyboardEvent): boolean {
    const row = rows[at.row];
    if (!row) return false;
    if (event.key === "F2") return startEdit(at);
    if (event.key === "Enter") {
      if (event.shiftKey || event.ctrlKey || event.metaKey || at.column <= (selection ? 1 : 0) || !startEdit(at))
        onOpen(row);
      return true;
    }
    if (event.key === " " && selection) {
      selection.onRow(row.id, at.row, event.shiftKey);
      return true;
    }
    if (event.key === "a" && (event.ctrlKey || event.metaKey) && selection) {
      selection.onAll();
      return true;
    }
    return false;
  }

  const actions: HeadActions = { onLayout, onSort: props.onSort, layout };
  // Before anybody moved in, the first row is where Tab arrives.
  const focused: Place = place.row === -1 && place.column === 0 ? { row: rows.length ? 0 : -1, column: 0 } : place;

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={total === null ? -1 : total + 1}
      aria-colcount={columnCount}
      aria-multiselectable={selection ? true : undefined}
      aria-busy={dimmed}
      className={`${classes["scroller"]} ${dimmed ? classes["dimmed"] : ""}`}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={(event) => {
        const at = placeOfEvent(event.target);
        if (at && at.row >= 0) startEdit(at);
      }}
      onFocus={(event) => {
        const at = placeOfEvent(event.target);
        if (at && (at.row !== place.row || at.column !== place.column)) setPlace(at);
      }}
    >
      <div className={classes["table"]} role="presentation" style={{ width }}>
        <div className={classes["header"]} role="row" aria-rowindex={1}>
          {selection ? <PickAll selection={selection} focused={focused.row === -1 && focused.column === 0} /> : null}
          {places.map((at, index) => {
            const column = byName.get(at.name);
            const number = index + (selection ? 1 : 0);
            return column ? (
              <GridHead
                key={at.name}
                column={column}
                at={at}
                number={number}
                focusable={focused.row === -1 && focused.column === number}
                sort={props.sort}
                actions={actions}
              />
            ) : null;
          })}
        </div>
        <div
          className={classes["body"]}
          role="rowgroup"
          style={{ height: virtual.getTotalSize() + (hasMore ? WAITING * ROW_PX : 0) }}
        >
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row ? (
              <GridLine
                key={row.id}
                row={row}
                index={index}
                top={start}
                height={ROW_PX}
                places={places}
                byName={byName}
                layout={layout}
                selection={selection}
                selected={selection?.has(row.id) ?? false}
                open={row.id === openId}
                focused={focused.row === index ? focused.column : null}
                edited={edited?.id === row.id ? edited.column : null}
                editor={editing?.editor ?? null}
                onLeave={leave}
              />
            ) : null;
          })}
          {hasMore
            ? Array.from({ length: WAITING }, (_, number) => (
                <WaitingLine key={number} top={virtual.getTotalSize() + number * ROW_PX} height={ROW_PX} />
              ))
            : null}
        </div>
      </div>
    </div>
  );
}

/** TanStack's column model: order, widths and pins from our layout. */
function useTable<Row extends GridRow>(columns: readonly GridColumn<Row>[], layout: Layout, rows: readonly Row[]) {
  const definitions = useMemo(
    () => columns.map((column): ColumnDef<Row> => ({ id: column.name, size: column.width, minSize: 0 })),
    [columns],
  );
  const state = useMemo(() => {
    const visible = new Set(layout.map(({ name }) => name));
    return {
      columnOrder: layout.map(({ name }) => name),
      columnVisibility: Object.fromEntries(columns.map(({ name }) => [name, visible.has(name)])),
      columnPinning: { left: layout.filter(({ pinned }) => pinned).map(({ name }) => name) },
      columnSizing: Object.fromEntries(
        layout.flatMap(({ name, width }) => (width === undefined ? [] : [[name, width] as const])),
      ),
    };
  }, [columns, layout]);
  return useReactTable({
    data: rows as Row[],
    columns: definitions,
    state,
    getCoreRowModel: getCoreRowModel(),
    getRowId: (row) => String(row.id),
  });
}

function placeOf<Row extends GridRow>(
  column: Column<Row>,
  pick: number,
  layout: Layout,
  lastPinned: Column<Row> | undefined,
): ColumnPlace {
  const size = column.getSize();
  const pinned = column.getIsPinned() === "left";
  const left = pinned ? pick + column.getStart("left") : null;
  const fixed = pinned || layout.find(({ name }) => name === column.id)?.width !== undefined;
  return {
    name: column.id,
    left,
    edge: column === lastPinned,
    // Columns that nobody resized share the room that is left.
    style: { flex: fixed ? `0 0 ${size}px` : `${size} 0 ${size}px`, ...(left === null ? {} : { left }) },
  };
}

function placeOfEvent(target: EventTarget): Place | null {
  const cell = (target as HTMLElement).closest<HTMLElement>("[data-cell]")?.dataset["cell"];
  if (cell === undefined) return null;
  const [row = 0, column = 0] = cell.split(":").map(Number);
  return { row, column };
}

interface PickAllProps {
  selection: GridSelection;
  focused: boolean;
}

function PickAll({ selection, focused }: PickAllProps) {
  return (
    <div
      role="columnheader"
      aria-colindex={1}
      className={`${classes["head"]} ${classes["pick"]} ${classes["pinned"]}`}
      style={{ left: 0 }}
    >
      <input
        type="checkbox"
        className={classes["check"]}
        data-cell="-1:0"
        tabIndex={focused ? 0 : -1}
        aria-label="Select all loaded rows"
        checked={selection.all === true}
        ref={(box) => {
          if (box) box.indeterminate = selection.all === "some";
        }}
        onChange={selection.onAll}
      />
    </div>
  );
}
