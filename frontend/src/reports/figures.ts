// The figures of a report, whatever their shape, as tables that people can read.
import type { Schemas } from "@/api/client";
import { moneyText } from "@/ui/Money";
import { isObject } from "@/ui/objects";
import { words } from "@/ui/StatusBadge";

export interface FigureTable {
  title: string;
  head: string[];
  rows: string[][];
}

/** The report that LeadGen kept, where it was made here; null for figures that others wrote. */
export function documentOf(data: Schemas["Report"]["data"]): Schemas["ReportDocument"] | null {
  const document = data?.["document"];
  return isObject(document) && Array.isArray(document["tables"])
    ? (document as unknown as Schemas["ReportDocument"])
    : null;
}

const plain = (value: unknown) => value === null || typeof value !== "object";

/** `annual_premium_cents` as `Annual premium`. */
const figureLabel = (name: string): string => words(name.replace(/_cents$/, "").replace(/_bp$/, ""));

/** Cents are money, basis points are per cent, the rest is as it is. */
export function figureText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") {
    if (name.endsWith("_cents")) return moneyText(value);
    if (name.endsWith("_bp")) return `${(value / 100).toLocaleString("en-US")}%`;
    return value.toLocaleString("en-US");
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function ofRows(title: string, items: Record<string, unknown>[]): FigureTable {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  return {
    title,
    head: names.map(figureLabel),
    rows: items.map((item) => names.map((name) => figureText(name, item[name]))),
  };
}

/** Single figures first, then one table for every list or group inside. */
export function tablesOf(data: unknown, title = "Figures"): FigureTable[] {
  if (Array.isArray(data))
    return data.every(isObject)
      ? [ofRows(title, data)]
      : [{ title, head: ["Value"], rows: data.map((value) => [figureText("", value)]) }];
  if (!isObject(data))
    return plain(data) && data !== null ? [{ title, head: ["Value"], rows: [[figureText("", data)]] }] : [];
  const single = Object.entries(data).filter(([, value]) => plain(value));
  const nested = Object.entries(data).filter(([, value]) => !plain(value));
  const own =
    single.length > 0
      ? [
          {
            title,
            head: ["Figure", "Value"],
            rows: single.map(([name, value]) => [figureLabel(name), figureText(name, value)]),
          },
        ]
      : [];
  return [...own, ...nested.flatMap(([name, value]) => tablesOf(value, figureLabel(name)))];
}
