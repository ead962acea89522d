// Which colour is which series.
import styles from "./chart.module.css";
import type { Series } from "./series";

interface LegendProps {
  series: Series[];
}

export function Legend({ series }: LegendProps) {
  return (
    <div className={styles["legend"]} aria-hidden>
      {series.map(({ key, label, color }) => (
        <span key={key} className={styles["key"]}>
          <span className={styles["swatch"]} style={{ background: color }} />
          {label}
        </span>
      ))}
    </div>
  );
}
