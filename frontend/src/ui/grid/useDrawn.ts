import { useLayoutEffect, useRef, type RefObject } from "react";

/**
 * Marks the moment at which rows are on screen, for measurements and for tests that wait for it.
 *
 * Other rows than before begin at their top.
 */
export function useDrawn(scroller: RefObject<HTMLElement | null>, drawn: string | null): void {
  const before = useRef(drawn);
  useLayoutEffect(() => {
    if (drawn === null) return;
    if (before.current !== null && before.current !== drawn) scroller.current?.scrollTo({ top: 0 });
    before.current = drawn;
    const frame = requestAnimationFrame(() => {
      scroller.current?.setAttribute("data-drawn", drawn);
      performance.mark("list-drawn", { detail: drawn });
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, drawn]);
}
