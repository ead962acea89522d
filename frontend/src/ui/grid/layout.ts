// Which columns a table shows, in which order, how wide, and which stay in place: a value and its changes.

interface ShownColumn {
  name: string;
  /** Absent while the column shares the room with the others. */
  width?: number;
  /** Stays at the left while the others scroll. */
  pinned?: boolean;
}

/** The columns shown, from left to right; pinned ones come first. */
export type Layout = readonly ShownColumn[];

export type LayoutChange =
  | { do: "show"; name: string }
  | { do: "hide"; name: string }
  | { do: "move"; name: string; to: number }
  | { do: "resize"; name: string; width: number }
  | { do: "pin"; name: string; pinned: boolean }
  | { do: "set"; layout: Layout };

export const NARROWEST = 64;
export const WIDEST = 800;

const pinnedFirst = (layout: Layout): Layout => [
  ...layout.filter(({ pinned }) => pinned),
  ...layout.filter(({ pinned }) => !pinned),
];

/** The layout after a change. The last column cannot be hidden. */
export function changeLayout(layout: Layout, change: LayoutChange): Layout {
  switch (change.do) {
    case "set":
      return pinnedFirst(change.layout);
    case "show":
      return layout.some(({ name }) => name === change.name) ? layout : [...layout, { name: change.name }];
    case "hide":
      return layout.length > 1 ? layout.filter(({ name }) => name !== change.name) : layout;
    case "resize": {
      const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, change.width)));
      return layout.map((column) => (column.name === change.name ? { ...column, width } : column));
    }
    case "pin":
      return pinnedFirst(
        layout.map((column) =>
          column.name === change.name ? { ...column, pinned: change.pinned || undefined } : column,
        ),
      );
    case "move":
      return moved(layout, change.name, change.to);
  }
}

/** A column that is dropped among the pinned ones becomes one, and the other way round. */
function moved(layout: Layout, name: string, to: number): Layout {
  const column = layout.find((one) => one.name === name);
  if (!column) return layout;
  const others = layout.filter((one) => one !== column);
  const place = Math.max(0, Math.min(others.length, to));
  const pinned = others.filter((one) => one.pinned).length;
  const stays = column.pinned ? place <= pinned : place < pinned;
  return [...others.slice(0, place), { ...column, pinned: stays || undefined }, ...others.slice(place)];
}

/** What was remembered on this device under a key, as it was written. */
export function remembered(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** What was remembered, without columns that no longer exist; `otherwise` when nothing usable was. */
export function readLayout(kept: unknown, known: readonly string[], otherwise: Layout): Layout {
  if (!Array.isArray(kept)) return otherwise;
  const columns: ShownColumn[] = [];
  for (const one of kept as unknown[]) {
    if (typeof one !== "object" || one === null) continue;
    const { name, width, pinned } = one as Record<string, unknown>;
    if (typeof name !== "string" || !known.includes(name) || columns.some((column) => column.name === name)) continue;
    columns.push({
      name,
      ...(typeof width === "number" && width >= NARROWEST ? { width: Math.min(width, WIDEST) } : {}),
      ...(pinned === true ? { pinned: true } : {}),
    });
  }
  return columns.length > 0 ? pinnedFirst(columns) : otherwise;
}

export const sameLayout = (one: Layout, other: Layout): boolean => JSON.stringify(one) === JSON.stringify(other);
