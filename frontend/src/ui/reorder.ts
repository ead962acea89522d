// Putting a list in order, by mouse, finger or arrow keys.
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from "react";

/** The items with one of them at another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, place) => place !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Where something belongs that is held at this height, among rows with these middles. */
export function placeAt(y: number, middles: readonly number[], from: number): number {
  let place = from;
  while (place + 1 < middles.length && y > (middles[place + 1] ?? Infinity)) place += 1;
  while (place > 0 && y < (middles[place - 1] ?? -Infinity)) place -= 1;
  return place;
}

interface Reordering {
  count: number;
  /** Hears each step; the new order is drawn before the next one. */
  onMove: (from: number, to: number) => void;
  /** Hears when the item was let go or moved by a key: from where it was taken to where it is. */
  onSettled?: (from: number, to: number) => void;
}

interface Grip {
  "aria-label": string;
  onPointerDown: (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface Reorder<E extends HTMLElement> {
  /** Of the element whose children are the rows. */
  list: RefObject<E | null>;
  grip: (place: number, name: string) => Grip;
  /** For a polite live region. */
  said: string;
  held: number | null;
}

export function useReorder<E extends HTMLElement>({ count, onMove, onSettled }: Reordering): Reorder<E> {
  const list = useRef<E>(null);
  const [said, say] = useState("");
  const [held, hold] = useState<number | null>(null);
  // A drag lives through many drawings; each step is taken in the list as it is by then.
  const latest = useRef(onMove);
  useLayoutEffect(() => {
    latest.current = onMove;
  }, [onMove]);

  function move(from: number, to: number, name: string) {
    latest.current(from, to);
    say(`${name}: place ${to + 1} of ${count}`);
  }

  function drag(event: PointerEvent, place: number, name: string) {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).focus();
    let from = place;
    hold(from);
    const follow = ({ clientY }: globalThis.PointerEvent) => {
      const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
      const to = placeAt(
        clientY,
        rows.map(({ top, height }) => top + height / 2),
        from,
      );
      if (to === from) return;
      move(from, to, name);
      from = to;
      hold(to);
    };
    const end = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      hold(null);
      if (from !== place) onSettled?.(place, from);
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  function press(event: KeyboardEvent, place: number, name: string) {
    const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= count || to === place) return;
    move(place, to, name);
    onSettled?.(place, to);
  }

  return {
    list,
    said,
    held,
    grip: (place, name) => ({
      "aria-label": `Move ${name} with the arrow keys: place ${place + 1} of ${count}`,
      onPointerDown: (event) => drag(event, place, name),
      onKeyDown: (event) => press(event, place, name),
    }),
  };
}
