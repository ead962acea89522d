// What is said to those who arrange by ear.
import type { Announcements } from "@dnd-kit/core";

import type { Tiles } from "./arranging";
import { tileName, widthWord } from "./tiles";

export const HELP =
  "The arrow keys move the tile, with Shift they change its size, Delete takes it away and Control Z undoes.";

const nameOf = (tiles: Tiles, id: unknown): string => {
  const tile = tiles.find((each) => each.id === id);
  return tile ? tileName(tile) : "The tile";
};

/** Where and how large a tile is now. */
export function placeText(tiles: Tiles, id: string): string {
  const place = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[place];
  if (!tile) return "";
  const size = `${widthWord(tile.width).toLowerCase()}, ${tile.height} high`;
  return `${tileName(tile)} is tile ${place + 1} of ${tiles.length}, ${size}.`;
}

/** Announcements of a drag by mouse or finger. */
export const announcements = (tiles: Tiles): Announcements => ({
  onDragStart: ({ active }) => `${nameOf(tiles, active.id)} is picked up.`,
  onDragOver: ({ active, over }) =>
    over && over.id !== active.id ? `It would go where ${nameOf(tiles, over.id)} is.` : undefined,
  onDragEnd: ({ active, over }) => `${nameOf(tiles, active.id)} ${over ? "is let go." : "stays where it was."}`,
  onDragCancel: ({ active }) => `${nameOf(tiles, active.id)} stays where it was.`,
});
