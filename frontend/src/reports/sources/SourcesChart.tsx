// What the leads of each source or agent cost and brought, as columns; the lines below have every figure.
import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { ChartCard, Columns, FiguresTable, seriesColour } from "@/ui/chart";
import { moneyText } from "@/ui/Money";

import { labelOf, type Line } from "./figures";
import { leadsLink, type By } from "./queries";
import { returnText } from "./words";

interface SourcesChartProps {
  lines: readonly Line[];
  by: By;
}

type Measure = "money" | "roi";

/** As many as have room for their names; the table has them all. */
const MOST = { phone: 3, tablet: 6, screen: 10 };
const PHONE = "(max-width: 47.99em)";
const TABLET = "(max-width: 74.99em)";

function useRoom(): number {
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  const isTablet = useMediaQuery(TABLET, false, { getInitialValueInEffect: false });
  if (isPhone) return MOST.phone;
  return isTablet ? MOST.tablet : MOST.screen;
}

const LONGEST = 16;

const short = (label: string) => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label);

const MONEY = [
  { key: "cost", label: "Cost", color: seriesColour(1) },
  { key: "commission", label: "Commission", color: seriesColour(0) },
];
const ROI = [{ key: "roi", label: "ROI", color: seriesColour(0) }];

export function SourcesChart({ lines, by }: SourcesChartProps) {
  const [measure, setMeasure] = useState<Measure>("money");
  const go = useNavigate();
  const room = useRoom();
  const inMoney = measure === "money";
  const largest = lines.toSorted((one, other) => other.cost_cents - one.cost_cents || other.leads - one.leads);
  const drawn = (inMoney ? largest : largest.filter(({ roi }) => roi !== null)).slice(0, room);
  const open = (index: number) => {
    const line = drawn[index];
    if (line) void go(leadsLink(line.rows, "won"));
  };
  return (
    <ChartCard
      title={inMoney ? "Cost and commission" : "Return on cost"}
      note={
        lines.length > drawn.length
          ? `The ${drawn.length} that cost most`
          : inMoney
            ? "What the leads cost, and the first year’s commission of those won"
            : "(Commission − cost) ÷ cost"
      }
      controls={
        <SegmentedControl
          size="xs"
          aria-label="What is drawn"
          data={[
            { value: "money", label: "Dollars" },
            { value: "roi", label: "ROI" },
          ]}
          value={measure}
          onChange={setMeasure}
        />
      }
      chart={
        <Columns
          data={drawn.map((line) => ({
            label: short(labelOf(line)),
            cost: line.cost_cents,
            commission: line.commission_cents,
            roi: line.roi ?? 0,
          }))}
          category="label"
          series={inMoney ? MONEY : ROI}
          summary={summary(drawn, by, inMoney)}
          format={inMoney ? (cents) => moneyText(cents, "rounded") : returnText}
          formatAxis={inMoney ? (cents) => moneyText(cents, "compact") : returnText}
          yLabel={inMoney ? "Dollars" : "ROI"}
          height={260}
          onSelect={open}
        />
      }
      table={
        <FiguresTable
          caption={inMoney ? "Cost and commission" : "Return on cost"}
          heads={[by === "source" ? "Source" : "Agent", "Cost", "Commission", "ROI"]}
          rows={largest.map((line) => ({
            key: String(line.key),
            label: labelOf(line),
            cells: [
              { text: moneyText(line.cost_cents), to: leadsLink(line.rows, "leads") },
              { text: moneyText(line.commission_cents), to: leadsLink(line.rows, "won") },
              { text: line.roi === null ? "–" : returnText(line.roi) },
            ],
          }))}
        />
      }
    />
  );
}

function summary(lines: readonly Line[], by: By, inMoney: boolean): string {
  const said = lines
    .slice(0, 5)
    .map((line) =>
      inMoney
        ? `${labelOf(line)} cost ${moneyText(line.cost_cents, "rounded")} and brought ${moneyText(line.commission_cents, "rounded")}`
        : `${labelOf(line)} ${returnText(line.roi ?? 0)}`,
    )
    .join("; ");
  return `${inMoney ? "Cost and commission" : "Return on cost"} by ${by}: ${said}.`;
}
