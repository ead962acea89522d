// A tiny picture of what a report looks like.
import type { Kind } from "./subjects";
import styles from "./Gallery.module.css";

interface PictureProps {
  kind: Kind;
}

export function Picture({ kind }: PictureProps) {
  return (
    <svg viewBox="0 0 40 28" className={styles["picture"]} aria-hidden>
      {SHAPES[kind]}
    </svg>
  );
}

const SHAPES = {
  columns: (
    <>
      <rect x="3" y="15" width="6" height="10" rx="1.5" className={styles["soft"]} />
      <rect x="12" y="9" width="6" height="16" rx="1.5" />
      <rect x="21" y="12" width="6" height="13" rx="1.5" className={styles["soft"]} />
      <rect x="30" y="4" width="6" height="21" rx="1.5" />
    </>
  ),
  bars: (
    <>
      <rect x="3" y="3" width="34" height="5" rx="1.5" />
      <rect x="3" y="11.5" width="24" height="5" rx="1.5" className={styles["soft"]} />
      <rect x="3" y="20" width="14" height="5" rx="1.5" className={styles["soft"]} />
    </>
  ),
  line: (
    <path
      d="M3 22 L12 15 L20 18 L29 8 L37 5"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  donut: (
    <>
      <circle cx="20" cy="14" r="9" fill="none" strokeWidth="5" className={styles["softStroke"]} />
      <path d="M20 5 A9 9 0 0 1 25 21.5" fill="none" stroke="currentColor" strokeWidth="5" />
    </>
  ),
  list: (
    <>
      <rect x="3" y="4" width="5" height="5" rx="1.5" />
      <rect x="11" y="5" width="26" height="3" rx="1.5" className={styles["soft"]} />
      <rect x="3" y="12" width="5" height="5" rx="1.5" />
      <rect x="11" y="13" width="20" height="3" rx="1.5" className={styles["soft"]} />
      <rect x="3" y="20" width="5" height="5" rx="1.5" className={styles["soft"]} />
      <rect x="11" y="21" width="23" height="3" rx="1.5" className={styles["soft"]} />
    </>
  ),
} satisfies Record<Kind, unknown>;
