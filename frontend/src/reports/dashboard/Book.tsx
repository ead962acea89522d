// What is in the book: policies by line, and what renews soon.
import { Bars, ChartCard, FiguresTable, seriesColour } from "@/ui/chart";
import { moneyText } from "@/ui/Money";
import { counted } from "@/ui/counted";

import { rowsLink, type Dashboard } from "./queries";
import { Scroll } from "./Scroll";
import styles from "./Tile.module.css";
import { countText } from "./words";

interface LinesProps {
  title: string;
  lines: Dashboard["policies_by_line"];
}

export function Lines({ title, lines }: LinesProps) {
  const rows = lines.toSorted((one, other) => other.policies - one.policies);
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      note="In force, with their annual premium"
      chart={
        <Scroll>
          <Bars
            label="Policies in force by line"
            rows={rows.map((line) => ({
              key: line.label,
              label: line.label,
              value: line.policies,
              text: countText(line.policies),
              side: moneyText(line.premium_cents, "compact"),
              to: rowsLink(line.rows),
            }))}
          />
        </Scroll>
      }
      table={
        <Scroll>
          <FiguresTable
            caption="Policies in force by line"
            heads={["Line", "Policies", "Annual premium"]}
            rows={rows.map((line) => ({
              key: line.label,
              label: line.label,
              cells: [
                { text: countText(line.policies), to: rowsLink(line.rows) },
                { text: moneyText(line.premium_cents, "rounded") },
              ],
            }))}
          />
        </Scroll>
      }
    />
  );
}

interface RenewalsProps {
  title: string;
  renewals: Dashboard["renewals"];
}

export function Renewals({ title, renewals }: RenewalsProps) {
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      note="Policies in force that renew from today on"
      chart={
        <Scroll>
          <Bars
            label="Renewals ahead"
            rows={renewals.map((span) => ({
              key: String(span.days),
              label: `Next ${span.days} days`,
              value: span.policies,
              text: counted(span.policies, "policy", "policies"),
              side: moneyText(span.premium_cents, "compact"),
              color: seriesColour(2),
              to: rowsLink(span.rows),
            }))}
          />
        </Scroll>
      }
      table={
        <Scroll>
          <FiguresTable
            caption="Renewals ahead"
            heads={["Within", "Policies", "Annual premium"]}
            rows={renewals.map((span) => ({
              key: String(span.days),
              label: `${span.days} days`,
              cells: [
                { text: countText(span.policies), to: rowsLink(span.rows) },
                { text: moneyText(span.premium_cents, "rounded") },
              ],
            }))}
          />
        </Scroll>
      }
    />
  );
}
