// Quotes in words: for how long the premium pays, and whether the offer still stands.
import type { Quote } from "../queries";

export const TERMS = [
  { months: 12, label: "A year", per: "a year" },
  { months: 6, label: "6 months", per: "for 6 months" },
  { months: 3, label: "3 months", per: "for 3 months" },
  { months: 1, label: "A month", per: "a month" },
];

export const perText = (months: number): string =>
  TERMS.find((term) => term.months === months)?.per ?? `for ${months} months`;

const two = (value: number) => String(value).padStart(2, "0");

/** The calendar day, `days` ahead, in the reader's own zone. */
export function dayAhead(days: number, now: Date = new Date()): string {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Offered, and not past the day until which it is good. */
export const stands = ({ status, expires_on: until }: Pick<Quote, "status" | "expires_on">, today: string): boolean =>
  status === "offered" && (until === null || until >= today);
