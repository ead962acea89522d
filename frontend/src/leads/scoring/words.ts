// Models in words that people who sell insurance use.
import { words } from "@/ui/StatusBadge";

import type { Alarm, Bin, ModelKind, ModelStatus, Said } from "./types";

const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });
const count = new Intl.NumberFormat("en-US");
const one = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const three = new Intl.NumberFormat("en-US", { minimumFractionDigits: 3, maximumFractionDigits: 3 });

export const countText = (value: number): string => count.format(value);
/** Rounded to nothing it has no sign. */
const whole = (share: number, least: number): number => (Math.abs(share) < least ? 0 : share);
export const percentText = (share: number): string => percent.format(whole(share, 0.0005)).replace("-", "−");
export const wholePercentText = (share: number): string => wholePercent.format(whole(share, 0.005));
export const figureText = (value: number): string => three.format(value);
export const timesText = (value: number): string => `${one.format(value)}×`;

/** What a version is called. */
export const nameOf = ({ version }: { version: number }): string => `Model ${version}`;

/** Something measured, or a dash where it was not. */
export const orDash = (value: number | null, text: (value: number) => string): string =>
  value === null ? "–" : text(value);

/** Points with their sign, as `+12.3`. */
export function pointsText(points: number): string {
  const text = one.format(Math.abs(points));
  if (text === "0.0") return "0.0";
  return `${points > 0 ? "+" : "−"}${text}`;
}

export const KINDS: Record<ModelKind, string> = {
  expert: "Expert table",
  trained: "Trained on your leads",
  refreshed: "Level refreshed",
};

export const KIND_HELP: Record<ModelKind, string> = {
  expert: "A reviewed table of points, in use from the first day.",
  trained: "Learned from your own won and lost leads, starting from the expert table.",
  refreshed: "The same points as before; only the overall level follows the latest outcomes.",
};

export const STATUSES: Record<ModelStatus, string> = {
  live: "Live",
  retired: "Was live",
  rejected: "Not good enough",
  candidate: "Not live yet",
};

export const ALARMS: Record<Alarm, string> = { none: "Steady", warn: "Look closer", act: "Act" };

/** Of how many out of a hundred the same thing is said. */
const ofHundred = (share: number): string => {
  const shown = share * 100;
  return shown > 0 && shown < 9.5 ? one.format(shown).replace(/\.0$/, "") : count.format(Math.round(shown));
};

/** `Of 100 leads that were said to buy with 20%, 23 did.` */
export const saidText = ({ said, seen }: Said): string =>
  `Of 100 leads that were said to buy with ${wholePercentText(said)}, ${ofHundred(seen)} did.`;

/** Whether what was said lies outside of what chance explains. */
export const isOff = ({ said, low, high }: Said): boolean => said < low || said > high;

/** The answers that leads gave; of a table that nobody's leads were counted for, all. */
export function seenBins(bins: readonly Bin[]): readonly Bin[] {
  const seen = bins.filter(({ rows }) => rows > 0);
  return seen.length > 0 ? seen : bins;
}

/** How far the points of a term reach from its worst to its best answer. */
export function rangeOf(bins: readonly Bin[]): number {
  const points = seenBins(bins).map((bin) => bin.points);
  return points.length === 0 ? 0 : Math.max(...points) - Math.min(...points);
}

/** `source is own_site` below `source` as `Own site`. */
export function answerText(label: string, text: string): string {
  const after = text.startsWith(`${label} `) ? text.slice(label.length + 1) : text;
  return words(after.replace(/^is /, "").replace("one that was rare or never seen in training", "rare or never seen"));
}

/** 90 of 100 such intervals hold the true points. */
const WIDTH = 1.645;
export const reachOf = ({ points, error }: Bin): [number, number] => [points - WIDTH * error, points + WIDTH * error];
