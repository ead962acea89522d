// Figures as people write them, and how one compares with another.
import { moneyText } from "@/ui/Money";

import type { FigureColumn } from "./document";

type Unit = FigureColumn["unit"];
/** How exact: to the cent in tables, short on axes. */
export type Style = "exact" | "rounded" | "compact";

export const NO_FIGURE = "—";

const count = new Intl.NumberFormat("en-US");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });
const points = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A figure with its unit; a dash where there is none. */
export function figureText(value: number | null | undefined, unit: Unit, style: Style = "exact"): string {
  if (value === null || value === undefined) return NO_FIGURE;
  switch (unit) {
    case "cents":
      return moneyText(value, style).replace("-", "−");
    case "rate":
      return percent.format(value).replace("-", "−");
    case "count":
      return (style === "compact" ? compact : count).format(value).replace("-", "−");
    case "number":
      return (style === "compact" ? compact : decimal).format(value).replace("-", "−");
  }
}

export interface Change {
  direction: "more" | "less" | "same";
  text: string;
}

/** From here on percents are harder to read than times. */
const MANY_TIMES = 3;

/** How a figure differs from the one before it, without saying whether that is good; null where one of them is none. */
export function changeOf(now: number | null | undefined, before: number | null | undefined, unit: Unit): Change | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  const difference = now - before;
  if (difference === 0) return { direction: "same", text: "as before" };
  const direction = difference > 0 ? "more" : "less";
  if (unit !== "rate" && before > 0 && now / before >= MANY_TIMES)
    return { direction, text: `${points.format(now / before)} times as ${unit === "count" ? "many" : "much"}` };
  const word = difference > 0 ? "more" : unit === "count" ? "fewer" : "less";
  return { direction, text: `${amountOf(difference, now, before, unit)} ${word}` };
}

function amountOf(difference: number, now: number, before: number, unit: Unit): string {
  const size = Math.abs(difference);
  if (unit === "rate") return `${size < 0.0005 ? "under 0.1" : points.format(size * 100)} points`;
  // Of nothing, and across zero, a share says nothing.
  if (before <= 0 || now < 0) return figureText(size, unit);
  const share = size / before;
  if (share < 0.0005) return "under 0.1%";
  return (share < 0.1 ? percent : wholePercent).format(share);
}

const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

/** Both days of a period: `Nov 1 – 30, 2026`. */
export function daysText({ first, last }: { first: string; last: string }): string {
  return day.formatRange(Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`));
}

const shortDay = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const IS_DAY = /^\d{4}-\d\d-\d\d$/;

/** A line's name: stored words as people write them, days of a time table without their year. */
export function labelText(label: string, grain: string | null): string {
  if (grain !== null && IS_DAY.test(label)) {
    const text = shortDay.format(Date.parse(`${label}T00:00:00Z`));
    return grain === "week" ? `Week of ${text}` : text;
  }
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(label)) return label;
  const spaced = label.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The zone without its machine's underscores: `America/New York`. */
export const zoneText = (zone: string): string => zone.replaceAll("_", " ");
