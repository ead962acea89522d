// Shares of a whole as a ring; beside it each part in words, with its figure.
import styles from "./chart.module.css";
import { seriesColour } from "./series";

export interface DonutPart {
  key: string;
  label: string;
  value: number;
}

interface DonutProps {
  /** From the largest to the smallest. */
  parts: DonutPart[];
  format: (value: number) => string;
  /** What the ring shows, for those who do not see it. */
  summary: string;
  /** How wide the ring is where there is little room; its parts stand beside it then, however narrow. */
  size?: number;
}

/** As many as have a colour of their own; the rest is one part. */
const MOST = 5;
const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;
const GAP = 1.5;
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });

export function Donut({ parts, format, summary, size }: DonutProps) {
  const drawn = few(parts.filter(({ value }) => value > 0));
  const whole = drawn.reduce((sum, { value }) => sum + value, 0);
  return (
    <div className={styles["donut"]} data-small={size !== undefined || undefined}>
      <svg
        viewBox="0 0 100 100"
        className={styles["ring"]}
        style={size === undefined ? undefined : { width: size, height: size }}
        role="img"
        aria-label={summary}
      >
        {drawn.map(({ key, value }, place) => {
          const before = drawn.slice(0, place).reduce((sum, part) => sum + part.value, 0);
          const length = (value / whole) * ROUND;
          return (
            <circle
              key={key}
              cx="50"
              cy="50"
              r={RADIUS}
              fill="none"
              stroke={seriesColour(place)}
              strokeWidth="14"
              strokeDasharray={`${Math.max(0.5, length - (drawn.length > 1 ? GAP : 0))} ${ROUND}`}
              strokeDashoffset={-(before / whole) * ROUND}
              transform="rotate(-90 50 50)"
            />
          );
        })}
      </svg>
      <ul className={styles["parts"]}>
        {drawn.map(({ key, label, value }, place) => (
          <li key={key}>
            <span className={styles["swatch"]} style={{ background: seriesColour(place) }} aria-hidden />
            <span className={styles["partName"]}>{label}</span>
            <span className="lg-number">{format(value)}</span>
            <span className={`lg-number ${styles["partShare"]}`}>{percent.format(value / whole)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The largest parts, and all others as one. */
export function few(parts: readonly DonutPart[]): DonutPart[] {
  if (parts.length <= MOST) return [...parts];
  const rest = parts.slice(MOST - 1);
  return [
    ...parts.slice(0, MOST - 1),
    { key: "others", label: `${rest.length} others`, value: rest.reduce((sum, { value }) => sum + value, 0) },
  ];
}
