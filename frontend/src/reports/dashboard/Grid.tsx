// The tiles side by side, as wide and as high as they were arranged.
import type { CSSProperties, ReactNode } from "react";

import styles from "./DashboardPage.module.css";
import { standingAlone, type Tiles } from "./arranging";
import type { Tile } from "./tiles";

interface GridProps {
  tiles: Tiles;
  /** The figures on screen are those of the choice before. */
  waiting: boolean;
  children: (tile: Tile) => ReactNode;
}

export function Grid({ tiles, waiting, children }: GridProps) {
  const alone = standingAlone(tiles);
  return (
    <div className={`${styles["grid"]} ${waiting ? styles["waiting"] : ""}`} aria-busy={waiting}>
      {tiles.map((tile) => (
        <div key={tile.id} className={styles["tile"]} style={sizeOf(tile, alone.has(tile.id))} data-tile={tile.id}>
          {children(tile)}
        </div>
      ))}
    </div>
  );
}

/** On a tablet a tile has half of the width, or all of it. */
export const sizeOf = ({ width, height }: Tile, isAlone = false): CSSProperties =>
  ({
    "--wide": Math.min(width, 12),
    "--wide-tablet": width > 6 || isAlone ? 12 : 6,
    "--high": height,
  }) as CSSProperties;
