// Going through the queue with the keyboard: the focused row is the current one.
import type { RefObject } from "react";

const ROW = "[data-row]";
const TITLE = "[data-row-title]";

interface RowKeys {
  /** Focuses the row after (or before) the current one; the first when there is none. */
  move: (step: 1 | -1) => void;
  /** The key of the row that has the focus. */
  current: () => string | undefined;
  /** Before a row leaves: hands the focus to its neighbour if it has it. */
  leave: (key: string) => void;
  /** Focuses this row, if it is still there. */
  focus: (key: string) => void;
}

export function useRowKeys(list: RefObject<HTMLElement | null>): RowKeys {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>(ROW) ?? [])];
  const focus = (row: HTMLElement | undefined) => {
    const title = row?.querySelector<HTMLElement>(TITLE);
    title?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const focused = () => rows().findIndex((row) => row.contains(document.activeElement));
  return {
    move: (step) => {
      const all = rows();
      const at = focused();
      focus(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
    },
    current: () => rows()[focused()]?.dataset["row"],
    focus: (key) => focus(rows().find((row) => row.dataset["row"] === key)),
    leave: (key) => {
      const all = rows();
      const at = focused();
      if (all[at]?.dataset["row"] === key) focus(all[at + 1] ?? all[at - 1]);
    },
  };
}
