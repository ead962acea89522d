// New and lost business by month, in policies or in premium.
import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { ChartCard, Columns, FiguresTable, seriesColour, type Series } from "@/ui/chart";
import { moneyText } from "@/ui/Money";
import { counted } from "@/ui/counted";

import { Fill, LEGEND_PX } from "./Fill";
import { rowsLink, type Dashboard } from "./queries";
import { Scroll } from "./Scroll";
import styles from "./Tile.module.css";
import { countText, longMonthText, monthText, shortText } from "./words";

type Months = Dashboard["business_by_month"];
type Measure = "policies" | "premium";

interface BusinessProps {
  title: string;
  months: Months;
}

type MeasuredSeries = Series & { key: "new_policies" | "lost_policies" | "new_premium_cents" | "lost_premium_cents" };

function seriesOf(measure: Measure): MeasuredSeries[] {
  const inPolicies = measure === "policies";
  return [
    { key: inPolicies ? "new_policies" : "new_premium_cents", label: "New", color: seriesColour(0) },
    { key: inPolicies ? "lost_policies" : "lost_premium_cents", label: "Lost", color: seriesColour(1) },
  ];
}

function summaryOf(months: Months): string {
  const gained = months.reduce((sum, month) => sum + month.new_policies, 0);
  const lost = months.reduce((sum, month) => sum + month.lost_policies, 0);
  return `New and lost business in ${months.length} months: ${counted(gained, "policy", "policies")} came, ${countText(lost)} ended. The table has every month.`;
}

export function Business({ title, months }: BusinessProps) {
  const [measure, setMeasure] = useState<Measure>("policies");
  const go = useNavigate();
  const format = measure === "policies" ? countText : (cents: number) => moneyText(cents, "rounded");
  const series = seriesOf(measure);
  const data = months.map((month, index) => ({
    month: monthText(month.month, index === 0),
    ...Object.fromEntries(series.map(({ key }) => [key, month[key]])),
  }));
  const open = (index: number, key: string) => {
    const month = months[index];
    if (month) void go(rowsLink(key.startsWith("new") ? month.new_rows : month.lost_rows));
  };
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      note="Entered, and cancelled or expired, in each month"
      controls={
        <SegmentedControl
          size="xs"
          aria-label="What is drawn"
          data={[
            { value: "policies", label: "Policies" },
            { value: "premium", label: "Premium" },
          ]}
          value={measure}
          onChange={setMeasure}
        />
      }
      chart={
        <Fill>
          {(height) => (
            <Columns
              data={data}
              category="month"
              series={series}
              summary={summaryOf(months)}
              format={format}
              formatAxis={measure === "policies" ? shortText : (cents) => moneyText(cents, "compact")}
              yLabel={measure === "policies" ? "Policies" : "Annual premium"}
              height={height - LEGEND_PX}
              onSelect={open}
            />
          )}
        </Fill>
      }
      table={
        <Scroll>
          <BusinessTable months={months} />
        </Scroll>
      }
    />
  );
}

interface BusinessTableProps {
  months: Months;
}

function BusinessTable({ months }: BusinessTableProps) {
  return (
    <FiguresTable
      caption="New and lost business by month"
      heads={["Month", "New policies", "New premium", "Lost policies", "Lost premium"]}
      rows={months.toReversed().map((month) => ({
        key: month.month,
        label: longMonthText(month.month),
        cells: [
          { text: countText(month.new_policies), to: rowsLink(month.new_rows) },
          { text: moneyText(month.new_premium_cents, "rounded") },
          { text: countText(month.lost_policies), to: rowsLink(month.lost_rows) },
          { text: moneyText(month.lost_premium_cents, "rounded") },
        ],
      }))}
    />
  );
}
