// The tiles side by side, as wide and as high as they were arranged.
import type { CSSProperties, ReactNode } from "react";

import styles from "./DashboardPage.module.css";
import type { Tiles } from "./arranging";
import type { Tile } from "./tiles";

interface GridProps {
  tiles: Tiles;
  /** The figures on screen are those of the choice before. */
  waiting: boolean;
  children: (tile: Tile) => ReactNode;
}

export function Grid({ tiles, waiting, children }: GridProps) {
  return (
    <div className={`${styles["grid"]} ${waiting ? styles["waiting"] : ""}`} aria-busy={waiting}>
      {tiles.map((tile) => (
        <div key={tile.id} className={styles["tile"]} style={sizeOf(tile)} data-tile={tile.id}>
          {children(tile)}
        </div>
      ))}
    </div>
  );
}

/** On a tablet a tile has half of the width or all of it. */
export const sizeOf = ({ width, height }: Tile): CSSProperties =>
  ({ "--wide": width, "--wide-tablet": width <= 6 ? 6 : 12, "--high": height }) as CSSProperties;
