// What the API has against a draft, by the part of the builder where it is mended.
import { ProblemError, sentence } from "@/api/problem";

export interface Failures {
  /** By place: `name`, `criteria`, `period_field`, `period`, `group`, `measures`, `measures.1`, `chart`, `columns`, `sort`. */
  at: Record<string, string>;
  /** What no part says. */
  rest: string;
}

const PLACES = new Set([
  "name",
  "about",
  "noun",
  "criteria",
  "period_field",
  "period",
  "group",
  "measures",
  "chart",
  "columns",
  "sort",
]);

function placeOf(pointer: string): string | null {
  const parts = pointer.split("/").filter(Boolean);
  const [first = "", second] = parts[0] === "definition" ? parts.slice(1) : parts;
  if (pointer.startsWith("?period")) return "period";
  if (!PLACES.has(first)) return null;
  return first === "measures" && second !== undefined ? `measures.${second}` : first;
}

export function failuresOf(error: unknown): Failures {
  if (!error) return { at: {}, rest: "" };
  const found = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  if (found.length === 0) return { at: {}, rest: sentence(error) };
  const placed = found.map(({ pointer, detail }) => [placeOf(pointer), detail] as const);
  const rest = placed.filter(([place]) => place === null).map(([, detail]) => detail);
  return {
    at: Object.fromEntries(placed.filter((each): each is [string, string] => each[0] !== null)),
    rest: rest.join(" "),
  };
}
