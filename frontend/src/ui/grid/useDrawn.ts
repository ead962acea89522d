import { useLayoutEffect, type RefObject } from "react";

/** Marks the moment at which rows are on screen, for measurements and for tests that wait for it. */
export function useDrawn(scroller: RefObject<HTMLElement | null>, drawn: string | null): void {
  useLayoutEffect(() => {
    if (drawn === null) return;
    const frame = requestAnimationFrame(() => {
      scroller.current?.setAttribute("data-drawn", drawn);
      performance.mark("list-drawn", { detail: drawn });
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, drawn]);
}
