// Dragging by keys: an arrow takes the card to the next stage that it may go to.
import { KeyboardCode, type KeyboardCoordinateGetter } from "@dnd-kit/core";

import { STAGES } from "./stages";

const STEPS: Record<string, number> = {
  [KeyboardCode.Right]: 1,
  [KeyboardCode.Down]: 1,
  [KeyboardCode.Left]: -1,
  [KeyboardCode.Up]: -1,
};
/** Well inside of the column, so that no other one is nearer. */
const INSIDE_PX = 12;

/** The next of the open places in the order of the stages; null at the end. */
export function nextPlace(current: string, step: number, open: readonly string[]): string | null {
  const at = STAGES.findIndex((stage) => stage === current);
  const onward = step > 0 ? STAGES.slice(at + 1) : STAGES.slice(0, Math.max(0, at)).reverse();
  return onward.find((stage) => open.includes(stage)) ?? null;
}

export const byArrows: KeyboardCoordinateGetter = (event, { active, context }) => {
  const step = STEPS[event.code];
  if (step === undefined) return;
  event.preventDefault();
  const from = String(context.active?.data.current?.["stage"] ?? "");
  const open = context.droppableContainers.getEnabled().map(({ id }) => String(id));
  const next = nextPlace(String(context.over?.id ?? from), step, [...open, from]);
  const rect = next === null ? undefined : context.droppableRects.get(next);
  return rect && active !== null ? { x: rect.left + INSIDE_PX, y: rect.top + INSIDE_PX } : undefined;
};
