// Room in a card for what has to know how high it may be.
import { useElementSize } from "@mantine/hooks";
import type { ReactNode } from "react";

import styles from "./Tile.module.css";

/** The names under an axis stand out of the chart by as much. */
export const NAMES_PX = 10;
/** What the words over a chart with several series need besides. */
export const LEGEND_PX = 28;

interface FillProps {
  children: (height: number, width: number) => ReactNode;
}

export function Fill({ children }: FillProps) {
  const { ref, height, width } = useElementSize();
  return (
    <div ref={ref} className={styles["fill"]}>
      {height > 0 ? children(Math.floor(height), width) : null}
    </div>
  );
}
