// What a grid is told.
import type { ReactNode } from "react";

export interface GridRow {
  id: number;
}

export interface GridColumn<Row extends GridRow> {
  name: string;
  label: string;
  /** The room it takes when there is as much as it likes; columns grow in this proportion. */
  width: number;
  align?: "right";
  sortable?: boolean;
  /** The field that the rows are put in order by, where it is another one than the column's own. */
  sortBy?: string;
  /** Said where the rows cannot be sorted by it, and might be. */
  unsortable?: string;
  cell: (row: Row) => ReactNode;
}

/** One field of a table's order. */
export interface Sort {
  name: string;
  descending: boolean;
}

export interface GridSelection {
  has: (id: number) => boolean;
  /** `some` when not all, but at least one. */
  all: boolean | "some";
  onRow: (id: number, row: number, range: boolean) => void;
  onAll: () => void;
}

export interface GridEditing<Row extends GridRow> {
  can: (row: Row, column: string) => boolean;
  /** The field in the cell; it calls `leave` when it is done, saying where to go. */
  editor: (row: Row, column: string, leave: (to: Leave) => void) => ReactNode;
}

/** `away`: the focus has gone elsewhere already. */
export type Leave = "stay" | "down" | "right" | "left" | "away";
