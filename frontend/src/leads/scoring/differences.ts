// What changes for leads when one model takes the place of another.
import type { Model, Term } from "./types";

export interface Difference {
  label: string;
  text: string;
  /** Points in either model; a column that a model does not use gives none. */
  mine: number;
  other: number;
}

const nameOf = ({ columns }: Term): string => columns.join("\u0000");

export interface Differences {
  largest: Difference[];
  /** Columns whose answers the two models cut differently, so that their points cannot be set side by side. */
  recut: string[];
}

type Terms = Pick<Model, "terms">;

/** The largest differences in points, answer by answer. */
export function differences(mine: Terms, other: Terms, most: number): Differences {
  const others = new Map(other.terms.map((term) => [nameOf(term), term]));
  const found: Difference[] = [];
  const recut: string[] = [];
  for (const term of mine.terms) {
    const its = others.get(nameOf(term));
    others.delete(nameOf(term));
    const points = new Map(its?.bins.map((bin) => [bin.text, bin.points]));
    const shared = term.bins.filter(({ text }) => points.has(text));
    if (its && shared.length < Math.max(term.bins.length, its.bins.length) / 2) recut.push(term.label);
    for (const bin of its ? shared : term.bins)
      found.push({ label: term.label, text: bin.text, mine: bin.points, other: points.get(bin.text) ?? 0 });
  }
  for (const term of others.values())
    for (const bin of term.bins) found.push({ label: term.label, text: bin.text, mine: 0, other: bin.points });
  const by = ({ mine: here, other: there }: Difference) => Math.abs(here - there);
  return {
    largest: found
      .filter((each) => by(each) >= 0.05)
      .sort((one, two) => by(two) - by(one))
      .slice(0, most),
    recut,
  };
}
