// What to do when somebody else saved first: which fields clash, and what is saved after the choice.

export type Values = Record<string, unknown>;

/** A field that both sides changed, to different ends. */
export interface Clash {
  field: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export type Choice = "mine" | "theirs" | "base";

/** Equal as JSON, whatever the order of keys; an empty text is as good as nothing. */
export function same(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): unknown => (value === "" || value === undefined ? null : value);
  const left = plain(one);
  const right = plain(other);
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => same((left as Values)[name], (right as Values)[name]));
}

/** Where my changes and what was saved meanwhile exclude each other. Both began at `base`. */
export function clashes(base: Values, theirs: Values, mine: Values): Clash[] {
  return Object.keys(mine)
    .filter((field) => !same(base[field], theirs[field]) && !same(mine[field], theirs[field]))
    .map((field) => ({ field, base: base[field], mine: mine[field], theirs: theirs[field] }));
}

/** My changes after the choice: what equals the record as it stands now need not be saved. */
export function settled(mine: Values, theirs: Values, clashing: Clash[], choices: Record<string, Choice>): Values {
  const chosen = Object.fromEntries(
    clashing.map((clash) => [clash.field, clash[choices[clash.field] ?? "mine"]] as const),
  );
  return Object.fromEntries(
    Object.entries({ ...mine, ...chosen }).filter(([field, value]) => !same(value, theirs[field])),
  );
}
