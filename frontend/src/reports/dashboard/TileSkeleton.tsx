// The shape of a tile that is being counted, as large as it will be.
import { Skeleton } from "@mantine/core";

import styles from "./Tile.module.css";

interface TileSkeletonProps {
  height: number;
}

export function TileSkeleton({ height }: TileSkeletonProps) {
  if (height === 1)
    return (
      <div className={`lg-card ${styles["skeleton"]}`} data-small role="status" aria-label="Counting">
        <Skeleton height={14} width="45%" />
        <Skeleton height={26} width="60%" />
        <Skeleton height={12} width="35%" />
      </div>
    );
  return (
    <div className={`lg-card ${styles["skeleton"]}`} role="status" aria-label="Counting">
      <Skeleton height={14} width={150} />
      <Skeleton flex={1} radius="md" />
    </div>
  );
}
