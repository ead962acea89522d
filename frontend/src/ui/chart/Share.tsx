// One bar that is the whole, cut into its parts.
import styles from "./chart.module.css";

export interface Part {
  key: string;
  label: string;
  value: number;
  color: string;
}

interface ShareProps {
  parts: Part[];
  /** What the bar shows, for those who do not see it. */
  summary: string;
}

export function Share({ parts, summary }: ShareProps) {
  const drawn = parts.filter(({ value }) => value > 0);
  return (
    <div className={styles["share"]} role="img" aria-label={summary}>
      {drawn.map(({ key, label, value, color }) => (
        <div key={key} className={styles["part"]} style={{ flexGrow: value, background: color }} title={label} />
      ))}
    </div>
  );
}
