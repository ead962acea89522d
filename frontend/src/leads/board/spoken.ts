// What is said to those who drag by ear.
import type { Active, Announcements, Over, ScreenReaderInstructions } from "@dnd-kit/core";

import { words } from "@/ui/StatusBadge";

import type { Held } from "./moves";
import { nameOf } from "./stages";

export const INSTRUCTIONS: ScreenReaderInstructions = {
  draggable:
    "Press Space to pick the card up, the arrow keys to choose a stage, Space again to move it there, or Escape to leave it where it is. Enter opens the lead.",
};

const heldOf = (active: Active): Held | undefined => active.data.current as Held | undefined;
const nameIn = (active: Active): string => {
  const held = heldOf(active);
  return held ? nameOf(held.card) : "The card";
};
const homeOf = (active: Active): string => words(heldOf(active)?.stage ?? "");
const isHome = (active: Active, over: Over): boolean => over.id === heldOf(active)?.stage;

export const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => `${nameIn(active)} is picked up in ${homeOf(active)}.`,
  onDragOver: ({ active, over }) =>
    over ? `${nameIn(active)} is over ${words(String(over.id))}.` : `${nameIn(active)} is over no stage.`,
  onDragEnd: ({ active, over }) =>
    over && !isHome(active, over)
      ? `${nameIn(active)} is let go on ${words(String(over.id))}.`
      : `${nameIn(active)} stays in ${homeOf(active)}.`,
  onDragCancel: ({ active }) => `${nameIn(active)} stays in ${homeOf(active)}.`,
};
