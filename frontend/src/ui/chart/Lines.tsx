// Lines over time, one for each series; where there is no value the line is interrupted.
import { LineChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";

import { Legend } from "./Legend";
import type { Series } from "./series";
import { Tip, type TipContent } from "./Tip";

interface LinesProps {
  data: Record<string, string | number | null>[];
  /** Where the place on the axis is named. */
  category: string;
  series: Series[];
  /** What the chart shows in a sentence, for those who do not see it; the table beside it has the figures. */
  summary: string;
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatAxis?: (value: number) => string;
  height?: number;
}

const AXIS_WIDTH = 56;
/** With more points their marks would touch. */
const MOST_DOTS = 40;

export function Lines({ data, category, series, summary, format, formatAxis = format, height = 240 }: LinesProps) {
  return (
    <div>
      {series.length > 1 ? <Legend series={series} /> : null}
      <div role="img" aria-label={summary}>
        <LineChart
          h={height}
          data={data}
          dataKey={category}
          // The first one is drawn with dashes where there are two: colour alone does not tell them apart.
          series={series.map(({ key, label, color }, place) => ({
            name: key,
            label,
            color,
            strokeDasharray: series.length > 1 && place === 0 ? "4 4" : undefined,
          }))}
          curveType="linear"
          connectNulls={false}
          withDots={data.length <= MOST_DOTS}
          gridAxis="x"
          strokeDasharray="0"
          gridColor="var(--lg-line)"
          textColor="var(--mantine-color-dimmed)"
          tickLine="none"
          lineChartProps={{ accessibilityLayer: false }}
          lineProps={{ isAnimationActive: false }}
          xAxisProps={{ interval: "preserveStartEnd", minTickGap: 12, tickMargin: 8 }}
          yAxisProps={{ width: AXIS_WIDTH, tickFormatter: formatAxis }}
          tooltipProps={{
            content: (props: TipContent) => <Tip {...props} series={series} format={format} />,
          }}
        />
      </div>
    </div>
  );
}
