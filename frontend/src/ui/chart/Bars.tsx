// Horizontal bars as a list: every bar has its words and its figure, and leads to its rows.
import { Link, type LinkProps } from "@tanstack/react-router";

import styles from "./chart.module.css";

export interface BarRow {
  key: string;
  label: string;
  value: number;
  text: string;
  /** A second figure at the end of the line. */
  side?: string;
  color?: string;
  /** A spot of the colour instead of a bar, where the colours are drawn elsewhere. */
  spot?: boolean;
  /** What it is compared with: a thinner bar under it. */
  before?: number;
  to?: LinkProps;
}

interface BarsProps {
  rows: BarRow[];
  label: string;
  /** The value of a full bar; the largest row's unless given. */
  full?: number;
}

export function Bars({ rows, label, full = largest(rows) }: BarsProps) {
  return (
    <ul className={styles["bars"]} aria-label={label}>
      {rows.map((row) => (
        <li key={row.key}>
          {row.to ? <BarLink row={row} to={row.to} full={full} /> : <BarText row={row} full={full} />}
        </li>
      ))}
    </ul>
  );
}

const largest = (rows: BarRow[]) => Math.max(...rows.flatMap(({ value, before = 0 }) => [value, before])) || 1;

interface BarLinkProps {
  row: BarRow;
  full: number;
  to: LinkProps;
}

function BarLink({ row, full, to }: BarLinkProps) {
  return (
    <Link {...to} className={styles["row"]}>
      <BarParts row={row} full={full} />
    </Link>
  );
}

interface BarTextProps {
  row: BarRow;
  full: number;
}

function BarText(props: BarTextProps) {
  return (
    <div className={styles["row"]}>
      <BarParts {...props} />
    </div>
  );
}

function BarParts({ row, full }: BarTextProps) {
  return (
    <>
      <span className={styles["name"]}>
        {row.spot ? <span className={styles["swatch"]} style={{ background: row.color }} aria-hidden /> : null}
        {row.label}
      </span>
      <span className={`lg-number ${styles["value"]}`}>{row.text}</span>
      <span className={`lg-number ${styles["side"]}`}>{row.side}</span>
      {row.spot ? null : (
        <span className={styles["track"]} aria-hidden>
          <span className={styles["bar"]} style={{ width: width(row.value, full), background: row.color }} />
        </span>
      )}
      {row.before === undefined ? null : (
        <span className={`${styles["track"]} ${styles["earlier"]}`} aria-hidden>
          <span className={styles["bar"]} style={{ width: width(row.before, full) }} />
        </span>
      )}
    </>
  );
}

const width = (value: number, full: number) => `${Math.max(value > 0 ? 1 : 0, (100 * value) / full)}%`;
