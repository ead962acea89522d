// What the policy cost over time, the newest price first.
import type { Schemas } from "@/api/client";
import { SideCard } from "@/records/show/SideCard";
import { localDay } from "@/records/show/timeline/days";
import { DateText } from "@/ui/DateText";
import { Money, moneyText } from "@/ui/Money";

import classes from "./PremiumHistory.module.css";

type Change = Schemas["PolicyOverview"]["premium_history"][number];

interface PremiumHistoryProps {
  changes: Change[];
}

interface Price {
  key: string;
  cents: number | null;
  text: string | null;
  /** From when on; null for the first price. */
  since: string | null;
  by: string | null;
  change: number | null;
}

/** The prices that the changes tell of, from the newest back to the first. */
export function pricesOf(changes: readonly Change[]): Price[] {
  const prices: Price[] = changes.map((change) => ({
    key: change.at,
    cents: change.after_cents,
    text: change.after_text,
    since: change.at,
    by: change.actor_name,
    change:
      change.after_cents === null || change.before_cents === null ? null : change.after_cents - change.before_cents,
  }));
  const oldest = changes.at(-1);
  if (oldest)
    prices.push({
      key: "first",
      cents: oldest.before_cents,
      text: oldest.before_text,
      since: null,
      by: null,
      change: null,
    });
  return prices;
}

export function PremiumHistory({ changes }: PremiumHistoryProps) {
  const prices = pricesOf(changes);
  if (prices.length === 0) return null;
  const highest = Math.max(...prices.map(({ cents }) => cents ?? 0), 1);
  return (
    <SideCard title="Premium over time" padded>
      <ol className={classes["prices"]}>
        {prices.map((price) => (
          <li key={price.key} className={classes["price"]}>
            <span className={classes["when"]}>
              {price.since ? <DateText value={localDay(price.since)} /> : "Before"}
            </span>
            <span className={classes["bar"]} aria-hidden>
              <span style={{ width: `${((price.cents ?? 0) / highest) * 100}%` }} />
            </span>
            <span className={classes["cents"]}>
              {price.cents === null ? price.text : <Money cents={price.cents} />}
              {price.change ? (
                <span className={classes["change"]}>
                  {price.change > 0 ? "+" : "−"}
                  {moneyText(Math.abs(price.change))}
                </span>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </SideCard>
  );
}
