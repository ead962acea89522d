// What is said to those who drag by ear.
import type { Active, Announcements, ScreenReaderInstructions } from "@dnd-kit/core";

import { words } from "@/ui/StatusBadge";

import type { Held } from "./moves";
import { nameOf } from "./stages";

export const INSTRUCTIONS: ScreenReaderInstructions = {
  draggable:
    "Press Space to pick the card up, the arrow keys to choose a stage, Space again to move it there, or Escape to leave it where it is. Enter opens the lead.",
};

function said({ data }: Active): { name: string; home: string } {
  const held = data.current as Held | undefined;
  return { name: held ? nameOf(held.card) : "The card", home: held?.stage ?? "" };
}

/** Announcements of one board. */
export function announcements(): Announcements {
  let isJustPickedUp = false;
  return {
    onDragStart({ active }) {
      isJustPickedUp = true;
      const { name, home } = said(active);
      return `${name} is picked up in ${words(home)}.`;
    },
    onDragOver({ active, over }) {
      const { name, home } = said(active);
      // A card that was picked up is over its own stage; saying so would drown that it was picked up.
      if (isJustPickedUp && over?.id === home) return;
      isJustPickedUp = false;
      return over ? `${name} is over ${words(String(over.id))}.` : `${name} is over no stage.`;
    },
    onDragEnd({ active, over }) {
      const { name, home } = said(active);
      return over && over.id !== home
        ? `${name} is let go on ${words(String(over.id))}.`
        : `${name} stays in ${words(home)}.`;
    },
    onDragCancel({ active }) {
      const { name, home } = said(active);
      return `${name} stays in ${words(home)}.`;
    },
  };
}
