// What a chart says about the place one points at.
import styles from "./chart.module.css";
import type { Series } from "./series";

export interface TipContent {
  label?: unknown;
  payload?: readonly { dataKey?: unknown; value?: unknown }[];
}

interface TipProps extends TipContent {
  series: Series[];
  format: (value: number) => string;
}

export function Tip({ label, payload, series, format }: TipProps) {
  if (!payload?.length) return null;
  const textOf = (key: string) => {
    const value = payload.find((each) => each.dataKey === key)?.value;
    return typeof value === "number" ? format(value) : "–";
  };
  return (
    <div className={styles["tip"]}>
      <strong>{String(label)}</strong>
      {series.map(({ key, label: name, color }) => (
        <div key={key} className={styles["tipRow"]}>
          <span className={styles["swatch"]} style={{ background: color }} />
          <span>{name}</span>
          <span className="lg-number">{textOf(key)}</span>
        </div>
      ))}
    </div>
  );
}
