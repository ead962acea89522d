// Whether probabilities mean what they say: of leads with the same probability, how many bought.
import { Text } from "@mantine/core";

import { ChartCard, FiguresTable, Legend, Plot, roundUp, seriesColour } from "@/ui/chart";

import styles from "./Scoring.module.css";
import type { Said } from "./types";
import { countText, isOff, percentText, saidText, wholePercentText } from "./words";

interface CalibrationCardProps {
  groups: readonly Said[];
  className?: string;
}

const AS_SAID = { key: "fine", label: "Within what chance explains", color: seriesColour(0) };
const OFF = { key: "off", label: "Further off than chance explains", color: seriesColour(1) };
const HEIGHT = 320;

export function CalibrationCard({ groups, className }: CalibrationCardProps) {
  const most = groups.toSorted((one, other) => other.rows - one.rows)[0];
  if (!most)
    return (
      <ChartCard
        className={className}
        title="Does it come true?"
        chart={<Text c="dimmed">It is not known yet: no outcome of leads with these scores has been judged.</Text>}
      />
    );
  return (
    <ChartCard
      className={className}
      title="Does it come true?"
      note={saidText(most)}
      chart={
        <div>
          <Legend series={[AS_SAID, OFF]} />
          <Picture groups={groups} />
        </div>
      }
      table={
        <FiguresTable
          caption="What was said and what came true"
          heads={["Said", "Bought", "Between", "Leads"]}
          rows={groups.map((group) => ({
            key: String(group.said),
            label: percentText(group.said),
            cells: [
              { text: percentText(group.seen) },
              { text: `${percentText(group.low)} – ${percentText(group.high)}` },
              { text: countText(group.rows) },
            ],
          }))}
        />
      }
    />
  );
}

function Picture({ groups }: CalibrationCardProps) {
  const end = Math.min(
    1,
    roundUp(Math.max(...groups.flatMap(({ said, seen, high }) => [said, seen, Math.min(high, 1.5 * seen + 0.05)]))),
  );
  const off = groups.filter(isOff).length;
  const summary = `What was said against what came true, in ${groups.length} groups of leads. ${off === 0 ? "All lie" : `${groups.length - off} of them lie`} where chance explains the difference. ${groups.map(saidText).join(" ")}`;
  return (
    <Plot
      x={{ from: 0, to: end, label: "Said: chance to buy", format: wholePercentText }}
      y={{ from: 0, to: end, label: "Bought", format: wholePercentText }}
      height={HEIGHT}
      summary={summary}
    >
      {(x, y) => (
        <>
          <line x1={x(0)} y1={y(0)} x2={x(end)} y2={y(end)} className={styles["diagonal"]} />
          {groups.map((group) => {
            const color = isOff(group) ? OFF.color : AS_SAID.color;
            return (
              <g key={group.said} stroke={color} fill={color}>
                <title>{`${saidText(group)} (${countText(group.rows)} leads)`}</title>
                <line
                  x1={x(group.said)}
                  x2={x(group.said)}
                  y1={y(Math.min(group.low, end))}
                  y2={y(Math.min(group.high, end))}
                  strokeWidth={2}
                />
                <circle cx={x(group.said)} cy={y(Math.min(group.seen, end))} r={5} />
              </g>
            );
          })}
        </>
      )}
    </Plot>
  );
}
