// Claims: how they stand, and how long the open ones have been waiting.
import { useNavigate } from "@tanstack/react-router";

import { Bars, ChartCard, Columns, FiguresTable, seriesColour, Share } from "@/ui/chart";
import { moneyText } from "@/ui/Money";
import { counted } from "@/ui/counted";

import { Fill, NAMES_PX } from "./Fill";
import { rowsLink, type Dashboard } from "./queries";
import { Scroll } from "./Scroll";
import styles from "./Tile.module.css";
import { countText, shortText } from "./words";

const COLOURS: Record<string, string> = {
  pending: seriesColour(1),
  approved: seriesColour(0),
  rejected: seriesColour(3),
};

interface ByStatusProps {
  title: string;
  statuses: Dashboard["claims_by_status"];
}

export function ClaimsByStatus({ title, statuses }: ByStatusProps) {
  const coloured = statuses.map((each, index) => ({ ...each, color: COLOURS[each.status] ?? seriesColour(index) }));
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      note="All claims, with what was claimed"
      chart={
        <Scroll>
          <Share
            parts={coloured.map(({ status, label, claims, color }) => ({ key: status, label, value: claims, color }))}
            summary={`Claims: ${coloured.map(({ label, claims }) => `${label} ${countText(claims)}`).join(", ")}`}
          />
          <Bars
            label="Claims by status"
            rows={coloured.map((each) => ({
              key: each.status,
              label: each.label,
              value: each.claims,
              text: countText(each.claims),
              side: moneyText(each.amount_cents, "compact"),
              color: each.color,
              spot: true,
              to: rowsLink(each.rows),
            }))}
          />
        </Scroll>
      }
      table={
        <Scroll>
          <FiguresTable
            caption="Claims by status"
            heads={["Status", "Claims", "Claimed"]}
            rows={statuses.map((each) => ({
              key: each.status,
              label: each.label,
              cells: [
                { text: countText(each.claims), to: rowsLink(each.rows) },
                { text: moneyText(each.amount_cents, "rounded") },
              ],
            }))}
          />
        </Scroll>
      }
    />
  );
}

interface ByAgeProps {
  title: string;
  ages: Dashboard["claims_by_age"];
}

const days = (bucket: string): string => bucket.replace("-", "–").replace("90+", "> 90");

export function ClaimsByAge({ title, ages }: ByAgeProps) {
  const go = useNavigate();
  const total = ages.reduce((sum, { claims }) => sum + claims, 0);
  const said = ages.map(({ bucket, claims }) => `${days(bucket)} days ${countText(claims)}`).join(", ");
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      note="Days since they were filed"
      chart={
        <Fill>
          {(height) => (
            <Columns
              data={ages.map(({ bucket, claims }) => ({ bucket: days(bucket), claims }))}
              category="bucket"
              series={[{ key: "claims", label: "Open claims", color: seriesColour(1) }]}
              summary={`${counted(total, "open claim", "open claims")} by age: ${said}.`}
              format={countText}
              formatAxis={shortText}
              yLabel="Claims"
              height={height - NAMES_PX}
              onSelect={(index) => {
                const age = ages[index];
                if (age) void go(rowsLink(age.rows));
              }}
            />
          )}
        </Fill>
      }
      table={
        <Scroll>
          <FiguresTable
            caption="Open claims by age"
            heads={["Days since filed", "Open claims"]}
            rows={ages.map(({ bucket, claims, rows }) => ({
              key: bucket,
              label: days(bucket),
              cells: [{ text: countText(claims), to: rowsLink(rows) }],
            }))}
          />
        </Scroll>
      }
    />
  );
}
