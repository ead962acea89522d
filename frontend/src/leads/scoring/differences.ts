// What changes for leads when one model takes the place of another.
import type { Bin, Model, Term } from "./types";

export interface Difference {
  label: string;
  text: string;
  /** Points in either model; a column that a model does not use gives none. */
  mine: number;
  other: number;
}

interface Differences {
  largest: Difference[];
  /** Columns whose answers the two models cut differently, so that their points cannot be set side by side. */
  recut: string[];
}

type Terms = Pick<Model, "terms">;

/** Below this nobody would see it. */
const LEAST = 0.05;
/** So that one column with many answers does not hide the others. */
const MOST_OF_A_COLUMN = 3;

/** The answers by their text; where two say the same, the one that leads gave. */
function answers({ bins }: Term): Map<string, Bin> {
  const found = new Map<string, Bin>();
  for (const bin of bins) {
    const present = found.get(bin.text);
    if (!present || bin.rows > present.rows) found.set(bin.text, bin);
  }
  return found;
}

/** Which term of one model is which of the other: about the same columns, with the most answers in common. */
function counterparts(mine: readonly Term[], other: readonly Term[]): Map<Term, Term> {
  const pairs = mine.flatMap((here) => {
    const texts = new Set(here.bins.map(({ text }) => text));
    return other
      .filter(({ columns, kind }) => kind === here.kind && columns.join() === here.columns.join())
      .map((there) => ({ here, there, shared: there.bins.filter(({ text }) => texts.has(text)).length }));
  });
  const found = new Map<Term, Term>();
  const taken = new Set<Term>();
  for (const { here, there, shared } of pairs.sort((one, two) => two.shared - one.shared)) {
    if (found.has(here) || taken.has(there) || (shared === 0 && here.kind === "named")) continue;
    found.set(here, there);
    taken.add(there);
  }
  return found;
}

/** Answer by answer, where leads gave it; where both models have the column, the answers that both know. */
function setBeside(label: string, mine: Map<string, Bin> | null, other: Map<string, Bin> | null): Difference[] {
  const texts = new Set<string>([...(mine?.keys() ?? []), ...(other?.keys() ?? [])]);
  const found: Difference[] = [];
  for (const text of texts) {
    const [here, there] = [mine?.get(text), other?.get(text)];
    const isComparable = (here || !mine) && (there || !other);
    const isSeen = (here?.rows ?? 0) + (there?.rows ?? 0) > 0;
    if (isComparable && isSeen) found.push({ label, text, mine: here?.points ?? 0, other: there?.points ?? 0 });
  }
  return found;
}

const size = ({ mine, other }: Difference) => Math.abs(mine - other);
const largestFirst = (one: Difference, two: Difference) => size(two) - size(one);

/** The largest differences in points among the answers that leads gave. */
export function differences(mine: Terms, other: Terms, most: number): Differences {
  const pairs = counterparts(mine.terms, other.terms);
  const paired = new Set(pairs.values());
  const found: Difference[] = [];
  const recut: string[] = [];
  const keep = (beside: Difference[]) => found.push(...beside.sort(largestFirst).slice(0, MOST_OF_A_COLUMN));
  for (const term of mine.terms) {
    const its = pairs.get(term);
    const beside = setBeside(term.label, answers(term), its ? answers(its) : null);
    if (its && term.kind === "ordered" && 2 * beside.length < answers(term).size) recut.push(term.label);
    else keep(beside);
  }
  for (const term of other.terms) if (!paired.has(term)) keep(setBeside(term.label, null, answers(term)));
  const largest = found
    .filter((each) => size(each) >= LEAST)
    .sort(largestFirst)
    .slice(0, most);
  return { largest, recut };
}
