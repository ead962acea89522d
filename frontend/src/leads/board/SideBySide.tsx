// All stages side by side, between which cards are dragged by mouse, finger and keys.
import {
  DndContext,
  DragOverlay,
  KeyboardCode,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
  type CollisionDetection,
} from "@dnd-kit/core";
import { useState, type Ref } from "react";

import { MENUS_ID } from "@/ui/theme";

import classes from "./Board.module.css";
import { BoardColumn, type ColumnSettings } from "./BoardColumn";
import { CardFace } from "./CardFace";
import { byArrows } from "./keys";
import type { Held } from "./moves";
import type { Column, Stage } from "./queries";
import { announcements, INSTRUCTIONS } from "./spoken";

const underThePointer: CollisionDetection = (given) => {
  const hit = pointerWithin(given);
  return hit.length > 0 ? hit : rectIntersection(given);
};

const KEYS = {
  start: [KeyboardCode.Space],
  cancel: [KeyboardCode.Esc],
  end: [KeyboardCode.Space, KeyboardCode.Enter],
};

export interface FaceProps {
  box: Ref<HTMLDivElement>;
  columns: readonly Column[];
  settings: ColumnSettings;
  isOld: boolean;
}

export function SideBySide({ box, columns, settings, isOld }: FaceProps) {
  const { actions, now } = settings;
  const [held, setHeld] = useState<Held | null>(null);
  const [spoken] = useState(announcements);
  const sensors = useSensors(
    // A click that trembles stays a click; a finger that scrolls does not drag.
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byArrows, keyboardCodes: KEYS }),
  );
  const ways = held ? actions.waysFrom(held.stage) : [];
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underThePointer}
      accessibility={{
        announcements: spoken,
        screenReaderInstructions: INSTRUCTIONS,
        container: document.getElementById(MENUS_ID) ?? undefined,
      }}
      onDragStart={({ active }) => setHeld((active.data.current as Held | undefined) ?? null)}
      onDragCancel={() => setHeld(null)}
      onDragEnd={({ over }) => {
        setHeld(null);
        if (held && over && over.id !== held.stage) actions.onMove(held.card, over.id as Stage);
      }}
    >
      <div ref={box} className={classes["board"]} data-old={isOld || undefined} aria-busy={isOld}>
        {columns.map((column) => (
          <BoardColumn
            key={column.stage}
            column={column}
            held={held}
            isShut={held !== null && column.stage !== held.stage && !ways.includes(column.stage)}
            {...settings}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {held ? (
          <div className={`${classes["card"]} ${classes["lifted"]}`}>
            <CardFace card={held.card} owner={actions.ownerOf(held.card)} now={now} />
          </div>
        ) : null}
      </DragOverlay>
    </DndContext>
  );
}
