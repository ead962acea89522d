// What may be longer than its tile: lists of bars and tables.
import type { ReactNode } from "react";

import styles from "./Tile.module.css";

interface ScrollProps {
  children: ReactNode;
}

export function Scroll({ children }: ScrollProps) {
  return <div className={styles["scroll"]}>{children}</div>;
}
