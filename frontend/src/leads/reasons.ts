// Why a lead has its score, from the explanation that came with it.
export interface Reason {
  feature: string;
  value: string;
  points: number;
}

function valueText(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "unknown" : String(value).replaceAll("_", " ");
}

/** The reasons, the weightiest first; none when the explanation has another shape. */
export function reasonsOf(explanation: unknown): Reason[] {
  if (!Array.isArray(explanation)) return [];
  return explanation
    .filter(
      (each): each is { feature: string; value: unknown; points: number } =>
        typeof each === "object" &&
        each !== null &&
        typeof each.feature === "string" &&
        typeof each.points === "number",
    )
    .map(({ feature, value, points }) => ({ feature, value: valueText(value), points }))
    .sort((one, other) => Math.abs(other.points) - Math.abs(one.points));
}
