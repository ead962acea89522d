// Any value of any field as words, for changes, conflicts and screen readers.
import { dateText } from "@/ui/DateText";
import { moneyText } from "@/ui/Money";
import { words } from "@/ui/StatusBadge";

const DAY_OR_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$/;

/** `name` decides what a number means: cents are money. */
export function valueText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return name.endsWith("_cents") ? moneyText(value) : value.toLocaleString("en-US");
  if (typeof value === "string") {
    if (DAY_OR_INSTANT.test(value)) return dateText(value);
    return name === "status" || name === "priority" ? words(value) : value;
  }
  if (Array.isArray(value)) return value.map((each) => valueText(name, each)).join(", ");
  return Object.entries(value as Record<string, unknown>)
    .map(([key, each]) => `${words(key)}: ${valueText(key, each)}`)
    .join("; ");
}
