// Arranging a dashboard: every step makes a new list of tiles, and can be taken back.
import { HEIGHTS, leastHeight, WIDTHS, type Tile } from "./tiles";

export type Tiles = readonly Tile[];

/** The tiles as they stand, and those before and after each step. */
export interface Draft {
  tiles: Tiles;
  before: readonly Tiles[];
  after: readonly Tiles[];
}

export const begun = (tiles: Tiles): Draft => ({ tiles, before: [], after: [] });

/** A step more; none when nothing changed. */
export function put(draft: Draft, tiles: Tiles): Draft {
  if (tiles === draft.tiles) return draft;
  return { tiles, before: [...draft.before, draft.tiles], after: [] };
}

export function undone(draft: Draft): Draft {
  const tiles = draft.before.at(-1);
  if (!tiles) return draft;
  return { tiles, before: draft.before.slice(0, -1), after: [draft.tiles, ...draft.after] };
}

export function redone(draft: Draft): Draft {
  const [tiles, ...after] = draft.after;
  if (!tiles) return draft;
  return { tiles, before: [...draft.before, draft.tiles], after };
}

/** The tile at another place; the others close up. */
export function moved(tiles: Tiles, id: string, to: number): Tiles {
  const from = tiles.findIndex((tile) => tile.id === id);
  const place = Math.max(0, Math.min(to, tiles.length - 1));
  const tile = tiles[from];
  if (!tile || place === from) return tiles;
  return tiles.toSpliced(from, 1).toSpliced(place, 0, tile);
}

/** One step wider or narrower, taller or lower; at the end nothing. */
export function resized(tiles: Tiles, id: string, { wide = 0, high = 0 }: { wide?: number; high?: number }): Tiles {
  const tile = tiles.find((each) => each.id === id);
  if (!tile) return tiles;
  const width = step(WIDTHS, tile.width, wide);
  const height = Math.max(leastHeight(tile), step(HEIGHTS, tile.height, high));
  return width === tile.width && height === tile.height ? tiles : changed(tiles, { ...tile, width, height });
}

/** The size so many steps further; of a size that is none of them, counted from the next smaller one. */
function step(sizes: readonly number[], from: number, steps: number): number {
  if (steps === 0) return from;
  const at = sizes.findLastIndex((size) => size <= from);
  return sizes[Math.max(0, Math.min(at + steps, sizes.length - 1))] ?? from;
}

export const changed = (tiles: Tiles, tile: Tile): Tiles => tiles.map((each) => (each.id === tile.id ? tile : each));
export const without = (tiles: Tiles, id: string): Tiles => tiles.filter((tile) => tile.id !== id);
export const added = (tiles: Tiles, tile: Tile): Tiles => [...tiles, tile];

/** An id that no tile has. */
export function freeId(tiles: Tiles, wanted: string): string {
  const taken = new Set(tiles.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export interface Place {
  id: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export type Way = "left" | "right" | "up" | "down";

/** Where a tile goes that is taken one step: beside it in the order, or to the nearest one in the row above or below. */
export function placeAt(tiles: Tiles, places: readonly Place[], id: string, way: Way): number {
  const from = tiles.findIndex((tile) => tile.id === id);
  if (way === "left") return from - 1;
  if (way === "right") return from + 1;
  const own = places.find((place) => place.id === id);
  if (!own) return from;
  const gap = (place: Place) => (way === "up" ? own.top - place.bottom : place.top - own.bottom);
  const aside = (place: Place) => Math.abs(place.left + place.right - own.left - own.right) / 2;
  const nearest = places
    .filter((place) => place.id !== id && gap(place) > -1)
    .toSorted((one, other) => gap(one) - gap(other) || aside(one) - aside(other))[0];
  const to = tiles.findIndex((tile) => tile.id === nearest?.id);
  return to < 0 ? from : to;
}

/** Which tiles of half the width have nothing beside them where two are in a row: they may as well be wide. */
export function standingAlone(tiles: Tiles): ReadonlySet<string> {
  const taken = new Map<string, string>();
  const isFree = (row: number, column: number) => !taken.has(`${row} ${column}`);
  const span = (height: number) => Array.from({ length: height }, (_, row) => row);
  const halves: { id: string; row: number; height: number }[] = [];
  let [row, column] = [0, 0];
  for (const { id, width, height } of tiles) {
    const wide = width > 6 ? 2 : 1;
    const fits = () =>
      column + wide <= 2 &&
      span(height).every((down) => span(wide).every((right) => isFree(row + down, column + right)));
    // As the browser places them: onward from the last one, row by row.
    while (!fits()) [row, column] = column === 0 ? [row, 1] : [row + 1, 0];
    for (const down of span(height)) for (const right of span(wide)) taken.set(`${row + down} ${column + right}`, id);
    if (wide === 1 && column === 0) halves.push({ id, row, height });
    column += wide;
  }
  const alone = halves.filter(({ row: top, height }) => span(height).every((down) => isFree(top + down, 1)));
  return new Set(alone.map(({ id }) => id));
}
