// The tiles while they are arranged: dragged by mouse and finger, moved and sized by keys and by their menus.
import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { VisuallyHidden } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { MENUS_ID } from "@/ui/theme";

import classes from "./Arrange.module.css";
import { moved, placeAt, resized, standingAlone, without, type Place, type Tiles, type Way } from "./arranging";
import styles from "./DashboardPage.module.css";
import { announcements, HELP, placeText } from "./spoken";
import { TileFrame, type FrameActions } from "./TileFrame";
import { tileName, type Tile } from "./tiles";

const HELP_ID = "arrange-help";
const WAYS: Record<string, Way> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const SIZES: Record<string, { wide?: number; high?: number }> = {
  ArrowLeft: { wide: -1 },
  ArrowRight: { wide: 1 },
  ArrowUp: { high: -1 },
  ArrowDown: { high: 1 },
};

interface ArrangeGridProps {
  tiles: Tiles;
  onChange: (how: (tiles: Tiles) => Tiles) => void;
  onEdit: (tile: Tile) => void;
  /** The last tile was taken away. */
  onEmpty: () => void;
  children: (tile: Tile) => ReactNode;
}

export function ArrangeGrid({ tiles, onChange, onEdit, onEmpty, children }: ArrangeGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const keepFocus = useFocus(box, tiles);
  const sensors = useSensors(
    // A click that trembles stays a click; a finger that scrolls does not drag.
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
  );

  function change(id: string, next: Tiles) {
    onChange(() => next);
    setSaid(placeText(next, id));
    keepFocus(id);
  }
  const move = (id: string, way: Way) => change(id, moved(tiles, id, placeAt(tiles, placesIn(box.current), id, way)));
  const remove = (tile: Tile) => {
    const place = tiles.indexOf(tile);
    const next = without(tiles, tile.id);
    onChange(() => next);
    setSaid(`${tileName(tile)} is taken away.`);
    const heir = next[Math.min(place, next.length - 1)];
    if (heir) keepFocus(heir.id);
    else onEmpty();
  };
  const actions: FrameActions = {
    onMove: move,
    onSize: (tile, size) =>
      change(
        tile.id,
        tiles.map((each) => (each.id === tile.id ? { ...each, ...size } : each)),
      ),
    onEdit,
    onRemove: remove,
    onKey: (event: KeyboardEvent, tile: Tile) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const way = WAYS[event.key];
      const size = SIZES[event.key];
      if (event.shiftKey && size) change(tile.id, resized(tiles, tile.id, size));
      else if (way) move(tile.id, way);
      else if (event.key === "Delete" || event.key === "Backspace") remove(tile);
      else return;
      event.preventDefault();
    },
  };
  const alone = standingAlone(tiles);
  const heldAt = tiles.findIndex(({ id }) => id === held);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      accessibility={{
        announcements: announcements(tiles),
        screenReaderInstructions: { draggable: HELP },
        container: document.getElementById(MENUS_ID) ?? undefined,
      }}
      onDragStart={({ active }) => setHeld(String(active.id))}
      onDragCancel={() => setHeld(null)}
      onDragEnd={({ active, over }) => {
        setHeld(null);
        const to = tiles.findIndex(({ id }) => id === over?.id);
        if (to >= 0) change(String(active.id), moved(tiles, String(active.id), to));
      }}
    >
      <VisuallyHidden id={HELP_ID}>{HELP}</VisuallyHidden>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <div ref={box} className={styles["grid"]}>
        {tiles.map((tile, place) => (
          <TileFrame
            key={tile.id}
            tile={tile}
            isFirst={place === 0}
            isLast={place === tiles.length - 1}
            isAlone={alone.has(tile.id)}
            side={place > heldAt ? "behind" : "before"}
            helpId={HELP_ID}
            actions={actions}
          >
            {children(tile)}
          </TileFrame>
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {heldAt >= 0 ? <Lifted name={tileName(tiles[heldAt] as Tile)} /> : null}
      </DragOverlay>
    </DndContext>
  );
}

interface LiftedProps {
  name: string;
}

function Lifted({ name }: LiftedProps) {
  return (
    <div className={classes["lifted"]}>
      <IconGripVertical size={16} stroke={1.6} aria-hidden />
      {name}
    </div>
  );
}

/** A tile that changes its place in the page loses the focus: its handle gets it back. */
function useFocus(box: React.RefObject<HTMLDivElement | null>, tiles: Tiles): (id: string) => void {
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const handle = box.current?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(wanted.current)}"]`);
    wanted.current = null;
    handle?.focus();
    handle?.scrollIntoView({ block: "nearest" });
  }, [box, tiles]);
  return (id) => {
    wanted.current = id;
  };
}

function placesIn(box: HTMLElement | null): Place[] {
  const tiles = box?.querySelectorAll<HTMLElement>("[data-tile]") ?? [];
  return [...tiles].map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { id: element.dataset["tile"] ?? "", left, right, top, bottom };
  });
}
