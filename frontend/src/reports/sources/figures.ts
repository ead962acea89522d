// What the report says of each source or agent: how it is counted, how it is written, and which leads are behind it.
import type { Schemas } from "@/api/client";
import { moneyText } from "@/ui/Money";
import { words } from "@/ui/StatusBadge";

import { countText, durationText, percentText, returnText } from "./words";

export type Line = Schemas["SourceLine"];
export type LeadsBehind = keyof Line["rows"];

export interface Figure {
  key: keyof Line & string;
  head: string;
  /** How it is counted. */
  help: string;
  text: (value: number) => string;
  /** Why there is none: what would have been divided by. */
  nothing: string;
  rows: LeadsBehind;
}

const dollars = (cents: number) => moneyText(cents, "rounded");
const exactDollars = (cents: number) => moneyText(cents);

export const FIGURES: readonly Figure[] = [
  {
    key: "leads",
    head: "Leads",
    help: "Leads that came in on these days. Tests and merged duplicates do not count.",
    text: countText,
    nothing: "",
    rows: "leads",
  },
  {
    key: "attempted",
    head: "Attempted",
    help: "Leads that somebody tried to reach, or that were reached.",
    text: countText,
    nothing: "",
    rows: "attempted",
  },
  {
    key: "contact_rate",
    head: "Contacted",
    help: "Leads with a conversation, of all leads.",
    text: percentText,
    nothing: "No leads came in",
    rows: "contacted",
  },
  {
    key: "quoted",
    head: "Quoted",
    help: "Leads with a recorded quote, whatever became of it.",
    text: countText,
    nothing: "",
    rows: "quoted",
  },
  {
    key: "won",
    head: "Won",
    help: "Leads that became customers with a policy.",
    text: countText,
    nothing: "",
    rows: "won",
  },
  {
    key: "close_rate",
    head: "Close rate",
    help: "Won leads, of all leads.",
    text: percentText,
    nothing: "No leads came in",
    rows: "won",
  },
  {
    key: "cost_cents",
    head: "Cost",
    help: "What the leads cost.",
    text: dollars,
    nothing: "",
    rows: "leads",
  },
  {
    key: "cost_per_lead_cents",
    head: "Per lead",
    help: "Cost per lead (CPL): cost divided by leads.",
    text: exactDollars,
    nothing: "No leads came in",
    rows: "leads",
  },
  {
    key: "cost_per_customer_cents",
    head: "Per customer",
    help: "Cost per customer (CPA): cost divided by won leads.",
    text: exactDollars,
    nothing: "Nobody was won yet",
    rows: "won",
  },
  {
    key: "premium_cents",
    head: "Premium",
    help: "First-year premium: what the policies of the won leads cost in a year.",
    text: dollars,
    nothing: "",
    rows: "won",
  },
  {
    key: "roi",
    head: "ROI",
    help: "Commission of the first year minus cost, divided by cost.",
    text: returnText,
    nothing: "These leads cost nothing",
    rows: "won",
  },
  {
    key: "median_minutes_to_attempt",
    head: "First attempt",
    help: "Half of the attempted leads were tried sooner than this after they came in.",
    text: durationText,
    nothing: "Nobody was tried yet",
    rows: "attempted",
  },
];

export const figure = (key: string): Figure | undefined => FIGURES.find((each) => each.key === key);

/** What a line is called: `shared_web` of a vendor's file as `Shared web`, names that somebody wrote as they are. */
export const labelOf = ({ label }: Line): string => (/^[a-z0-9_]+$/.test(label) ? words(label) : label);

/** The value of a figure; null when there is nothing to divide by. */
export function valueOf(line: Line, { key }: Figure): number | null {
  const value = line[key];
  return typeof value === "number" ? value : null;
}

/** As it is shown; null when there is nothing to show. */
export function textOf(line: Line, shown: Figure): string | null {
  const value = valueOf(line, shown);
  return value === null ? null : shown.text(value);
}

/** The lines in the order of `-won`, `label`, …; what has no value comes last either way. */
export function sorted(lines: readonly Line[], sort: string): Line[] {
  const down = sort.startsWith("-");
  const by = figure(sort.replace(/^-/, ""));
  if (!by)
    return lines.toSorted(
      (one, other) => (down ? -1 : 1) * one.label.localeCompare(other.label, "en", { numeric: true }),
    );
  return lines.toSorted((one, other) => {
    const [mine, its] = [valueOf(one, by), valueOf(other, by)];
    if (mine === null || its === null) return Number(mine === null) - Number(its === null);
    return down ? its - mine : mine - its;
  });
}

/** The order after a click on a head: figures begin with the largest, names with the first. */
export function nextSort(sort: string, key: string): string {
  if (key === "label") return sort === "label" ? "-label" : "label";
  return sort === `-${key}` ? key : `-${key}`;
}
