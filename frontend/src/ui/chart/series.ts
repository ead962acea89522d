// Which colour says what in every chart.
import "./chart.module.css";

/** A line of figures in a chart: where its values are, what it is called, its colour. */
export interface Series {
  key: string;
  label: string;
  color: string;
}

const SERIES_COLOURS = [
  "var(--lg-series-1)",
  "var(--lg-series-2)",
  "var(--lg-series-3)",
  "var(--lg-series-4)",
  "var(--lg-series-5)",
] as const;

/** The colour of the nth series. */
export function seriesColour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] ?? SERIES_COLOURS[0];
}
