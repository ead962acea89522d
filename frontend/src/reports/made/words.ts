// What is said about files of reports.
import type { Format } from "./data";

const UNITS = ["bytes", "kB", "MB", "GB"];
const figure = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** `812 bytes`, `48.3 kB`, `12 MB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${figure.format(bytes / 1_000 ** step)} ${UNITS[step] ?? ""}`;
}

export const FORMATS: readonly { format: Format; about: string }[] = [
  { format: "PDF", about: "On the agency’s paper, with charts and page numbers. To read and to print." },
  { format: "Excel", about: "A workbook with charts, and totals that calculate." },
  { format: "CSV", about: "Plain tables that every program opens." },
  { format: "JSON", about: "Everything in it, for other programs." },
];
