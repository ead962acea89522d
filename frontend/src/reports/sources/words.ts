// The report's figures as people write them.
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });
const count = new Intl.NumberFormat("en-US");
const decimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

export const countText = (value: number): string => count.format(value);

/** 0.1234 as `12.3%`. */
export const percentText = (share: number): string => percent.format(share);

/** 1.5 as `150%`: what came back beyond what was spent. */
export const returnText = (roi: number): string => wholePercent.format(roi).replace("-", "−");

/** Minutes as `12 min`, `3.5 h` or `2.1 days`. */
export function durationText(minutes: number): string {
  if (minutes < 1) return "under 1 min";
  if (minutes < 90) return `${count.format(Math.round(minutes))} min`;
  if (minutes < 48 * 60) return `${decimal.format(minutes / 60)} h`;
  return `${decimal.format(minutes / 1440)} days`;
}
