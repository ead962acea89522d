// Columns side by side or on top of each other, over named places on the horizontal axis.
import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import { useReducedMotion } from "@mantine/hooks";

import styles from "./chart.module.css";
import { Legend } from "./Legend";
import type { Series } from "./series";
import { Tip, type TipContent } from "./Tip";

type Value = string | number | null;

interface ColumnsProps {
  data: Record<string, Value>[];
  /** Where the place on the axis is named. */
  category: string;
  series: Series[];
  /** What the chart shows in a sentence, for those who do not see it; the table beside it has the figures. */
  summary: string;
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatAxis?: (value: number) => string;
  stacked?: boolean;
  height?: number;
  xLabel?: string;
  yLabel?: string;
  legend?: boolean;
  /** A column was clicked: which place, which series. */
  onSelect?: (index: number, key: string) => void;
}

const AXIS_WIDTH = 56;

export function Columns({
  data,
  category,
  series,
  summary,
  format,
  formatAxis = format,
  stacked = false,
  height = 240,
  xLabel,
  yLabel,
  legend = series.length > 1,
  onSelect,
}: ColumnsProps) {
  const still = useReducedMotion();
  const whole = data.every((row) => series.every(({ key }) => row[key] === null || Number.isInteger(row[key])));
  return (
    <div>
      {legend ? <Legend series={series} /> : null}
      <div role="img" aria-label={summary} className={onSelect ? styles["clickable"] : undefined}>
        <BarChart
          h={height}
          data={data}
          dataKey={category}
          series={series.map(({ key, label, color }) => ({ name: key, label, color }))}
          type={stacked ? "stacked" : "default"}
          classNames={{ axisLabel: styles["axisLabel"] }}
          accessibilityLayer={false}
          gridAxis="x"
          strokeDasharray="0"
          gridColor="var(--lg-line)"
          textColor="var(--mantine-color-dimmed)"
          tickLine="none"
          maxBarWidth={36}
          barChartProps={{ barCategoryGap: "18%", barGap: 2 }}
          barProps={({ name }) => ({
            radius: stacked ? 0 : [3, 3, 0, 0],
            isAnimationActive: !still,
            animationDuration: 250,
            onClick: (_: unknown, index: number) => onSelect?.(index, name),
          })}
          xAxisLabel={xLabel}
          yAxisLabel={yLabel}
          xAxisProps={{ interval: "preserveStartEnd", minTickGap: 4, tickMargin: 8 }}
          yAxisProps={{ width: AXIS_WIDTH, allowDecimals: !whole, tickFormatter: formatAxis }}
          tooltipProps={{
            cursor: { fill: "var(--lg-hover)", stroke: "none" },
            content: (props: TipContent) => <Tip {...props} series={series} format={format} />,
          }}
        />
      </div>
    </div>
  );
}
