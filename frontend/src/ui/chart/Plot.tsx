// A picture with two axes for whatever is drawn between them, as wide as its place.
import { useElementSize } from "@mantine/hooks";
import type { ReactNode } from "react";

import styles from "./chart.module.css";
import { scale, ticks, type Scale } from "./scale";

export interface Axis {
  from: number;
  to: number;
  label: string;
  format: (value: number) => string;
  /** The values that are named; round ones unless given. */
  at?: number[];
}

interface PlotProps {
  x: Axis;
  y: Axis;
  /** What the picture shows in a sentence, for those who do not see it. */
  summary: string;
  height?: number;
  children: (x: Scale, y: Scale) => ReactNode;
}

const MARGIN = { top: 12, right: 16, bottom: 42, left: 58 };
/** Pixels that a name on the axis needs. */
const ROOM = 64;

export function Plot({ x, y, summary, height = 280, children }: PlotProps) {
  const { ref, width } = useElementSize();
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const placeX = scale([x.from, x.to], [MARGIN.left, right]);
  const placeY = scale([y.from, y.to], [bottom, MARGIN.top]);
  return (
    <div ref={ref} className={styles["plot"]} style={{ height }}>
      {width > 0 ? (
        <svg width={width} height={height} role="img" aria-label={summary}>
          {(y.at ?? ticks(y.from, y.to, 5)).map((value) => (
            <g key={value}>
              <line x1={MARGIN.left} x2={right} y1={placeY(value)} y2={placeY(value)} className={styles["gridLine"]} />
              <text x={MARGIN.left - 8} y={placeY(value)} dy="0.32em" textAnchor="end" className={styles["tick"]}>
                {y.format(value)}
              </text>
            </g>
          ))}
          {(x.at ?? ticks(x.from, x.to, Math.max(2, Math.floor((right - MARGIN.left) / ROOM)))).map((value) => (
            <text key={value} x={placeX(value)} y={bottom + 16} textAnchor="middle" className={styles["tick"]}>
              {x.format(value)}
            </text>
          ))}
          <text x={(MARGIN.left + right) / 2} y={height - 6} textAnchor="middle" className={styles["tick"]}>
            {x.label}
          </text>
          <text
            transform={`translate(12 ${(MARGIN.top + bottom) / 2}) rotate(-90)`}
            textAnchor="middle"
            className={styles["tick"]}
          >
            {y.label}
          </text>
          {children(placeX, placeY)}
        </svg>
      ) : null}
    </div>
  );
}
