// Where the focus goes in a grid when a key is pressed.

/** row -1 is the header. */
export interface Place {
  row: number;
  column: number;
}

interface Bounds {
  rows: number;
  columns: number;
  /** Rows that fit on one screen. */
  page: number;
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The next place, or null for keys that do not move. */
export function nextPlace({ row, column }: Place, { key, ctrlKey, metaKey }: Pressed, bounds: Bounds): Place | null {
  const far = ctrlKey || metaKey;
  const lastRow = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  const at = (toRow: number, toColumn: number): Place => ({
    row: clamp(toRow, -1, lastRow),
    column: clamp(toColumn, 0, lastColumn),
  });
  switch (key) {
    case "ArrowUp":
      return far ? at(0, column) : at(row - 1, column);
    case "ArrowDown":
      return far ? at(lastRow, column) : at(row + 1, column);
    case "ArrowLeft":
      return at(row, far ? 0 : column - 1);
    case "ArrowRight":
      return at(row, far ? lastColumn : column + 1);
    case "Home":
      return at(far ? 0 : row, 0);
    case "End":
      return at(far ? lastRow : row, lastColumn);
    case "PageUp":
      return at(Math.max(0, row - bounds.page), column);
    case "PageDown":
      return at(row + bounds.page, column);
    default:
      return null;
  }
}
