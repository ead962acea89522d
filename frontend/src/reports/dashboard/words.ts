// Figures as people write them.
const count = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });
const monthName = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });
const monthAndYear = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

export const countText = (value: number): string => count.format(value);
export const shortText = (value: number): string => short.format(value);

/** Basis points as `88.4%`; nothing to count from is a dash. */
export const rateText = (basisPoints: number | null): string =>
  basisPoints === null ? "–" : percent.format(basisPoints / 10_000);

const first = (month: string): Date => new Date(`${month}-01T00:00:00Z`);

/** `2026-01` as `Jan 26`, with the year where it begins; the other months stay short. */
export function monthText(month: string, isFirst: boolean): string {
  const name = monthName.format(first(month));
  return isFirst || month.endsWith("-01") ? `${name} ’${month.slice(2, 4)}` : name;
}

/** `2026-01` as `January 2026`. */
export const longMonthText = (month: string): string => monthAndYear.format(first(month));
