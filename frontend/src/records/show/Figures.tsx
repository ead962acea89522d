// A few numbers in one row, each with its word.
import type { ReactNode } from "react";

import classes from "./Figures.module.css";

export interface Number {
  label: string;
  value: ReactNode;
  note?: ReactNode;
}

interface FiguresProps {
  label: string;
  numbers: Number[];
}

export function Figures({ label, numbers }: FiguresProps) {
  return (
    <dl className={`lg-card ${classes["figures"]}`} aria-label={label}>
      {numbers.map((number) => (
        <div key={number.label} className={classes["figure"]}>
          <dt className={classes["label"]}>{number.label}</dt>
          <dd className={classes["value"]}>{number.value}</dd>
          {number.note ? <dd className={classes["note"]}>{number.note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
