// The report as a file that spreadsheets open, with exact figures.
import { FIGURES, valueOf, type Line } from "./figures";

// A name from outside must not be taken for a formula.
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isMoney = (key: string) => key.endsWith("_cents");
const dollars = (cents: number | null) => (cents === null ? null : (cents / 100).toFixed(2));

/** Money in dollars and cents, rates as fractions, times in minutes; empty where there is nothing to divide by. */
export function csvText(first: string, lines: readonly Line[]): string {
  const heads = [first, ...FIGURES.map(({ head, key }) => (isMoney(key) ? `${head} (USD)` : head))];
  const rows = lines.map((line) => [
    cell(line.label),
    ...FIGURES.map((each) => {
      const value = valueOf(line, each);
      return isMoney(each.key) ? (dollars(value) ?? "") : cell(value);
    }),
  ]);
  return [heads.map(cell), ...rows].map((row) => row.join(",")).join("\r\n") + "\r\n";
}

/** Hands a text to the browser as a file. */
export function save(name: string, text: string): void {
  // The mark at the beginning tells Excel that it is UTF-8.
  const place = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = place;
  link.download = name;
  link.click();
  URL.revokeObjectURL(place);
}
