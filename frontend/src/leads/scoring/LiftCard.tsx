// How much more often the best tenth of the leads buys than the others.
import { Text } from "@mantine/core";

import { ChartCard, Columns, FiguresTable, seriesColour } from "@/ui/chart";

import type { Tenth } from "./types";
import { countText, percentText, timesText, wholePercentText } from "./words";

interface LiftCardProps {
  tenths: readonly Tenth[];
  className?: string;
}

const SERIES = [
  { key: "seen", label: "Bought", color: seriesColour(0) },
  { key: "said", label: "Said", color: seriesColour(4) },
];

function nth(tenth: number): string {
  if (tenth === 1) return "Best";
  if (tenth === 10) return "Last";
  return String(tenth);
}

export function LiftCard({ tenths, className }: LiftCardProps) {
  const [best] = tenths;
  if (!best)
    return (
      <ChartCard
        className={className}
        title="Does the order help?"
        chart={<Text c="dimmed">It is not known yet: no outcome of leads in this order has been judged.</Text>}
      />
    );
  const note = `The best tenth of the leads buys ${timesText(best.lift)} as often as the average.`;
  return (
    <ChartCard
      className={className}
      title="Does the order help?"
      note={note}
      chart={
        <Columns
          data={tenths.map(({ tenth, said, seen }) => ({ tenth: nth(tenth), said, seen }))}
          category="tenth"
          series={SERIES}
          summary={`${note} ${tenths.map(({ tenth, seen }) => `Tenth ${tenth}: ${percentText(seen)} bought`).join(", ")}.`}
          format={percentText}
          formatAxis={wholePercentText}
          xLabel="Tenths of the leads, by score"
          yLabel="Share of the leads"
          height={300}
        />
      }
      table={
        <FiguresTable
          caption="Leads in tenths, the best scored first"
          heads={["Tenth", "Leads", "Said", "Bought", "Times the average"]}
          rows={tenths.map(({ tenth, rows, said, seen, lift }) => ({
            key: String(tenth),
            label: nth(tenth),
            cells: [
              { text: countText(rows) },
              { text: percentText(said) },
              { text: percentText(seen) },
              { text: timesText(lift) },
            ],
          }))}
        />
      }
    />
  );
}
