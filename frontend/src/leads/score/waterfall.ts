// The way from the average lead to this one, reason by reason: where each bar of the picture begins and ends.
export interface Reason {
  text: string;
  points: number;
  /** False when too few leads like this were seen to be sure of it. */
  certain: boolean;
}

export interface Step extends Reason {
  from: number;
  to: number;
}

export interface Waterfall {
  average: number;
  points: number;
  steps: Step[];
  /** The bounds of the picture, in points. */
  low: number;
  high: number;
}

const ROOM = 0.06;
const NO_DIFFERENCE = 0.5;

/** `source is google_ads` as `Source is google ads`. */
export function reasonText(text: string): string {
  const plain = text.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The weightiest first; what weighs nothing by itself, and `rest`, is one step, when it weighs together. */
export function waterfall(average: number, reasons: readonly Reason[], rest: number): Waterfall {
  const told = reasons
    .filter(({ points }) => Math.abs(points) >= NO_DIFFERENCE)
    .sort((one, other) => Math.abs(other.points) - Math.abs(one.points));
  const left = rest + reasons.filter((each) => !told.includes(each)).reduce((sum, each) => sum + each.points, 0);
  const parts =
    Math.abs(left) >= NO_DIFFERENCE ? [...told, { text: "Everything else", points: left, certain: true }] : told;
  let at = average;
  const steps = parts.map((part) => {
    const from = at;
    at += part.points;
    return { ...part, from, to: at };
  });
  const points = average + reasons.reduce((sum, each) => sum + each.points, 0) + rest;
  const reached = [average, points, ...steps.map(({ to }) => to)];
  const [least, most] = [Math.min(...reached), Math.max(...reached)];
  const room = Math.max(most - least, 1) * ROOM;
  return { average, points, steps, low: least - room, high: most + room };
}

/** `+12`, `−4`, `0`: with the sign that typesetters use. */
export function pointsText(points: number): string {
  const whole = Math.round(points);
  if (whole === 0) return "0";
  return `${whole > 0 ? "+" : "−"}${Math.abs(whole)}`;
}

const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

/** `12%`; below two percent with a decimal, where it matters. */
export const chanceText = (probability: number): string => (probability < 0.02 ? fine : percent).format(probability);

/** The interval as people count: `Between 8 and 17 of 100 such leads buy.` */
export function intervalText(low: number, high: number): string {
  const [least, most] = [Math.round(low * 100), Math.round(high * 100)];
  if (most < 2) {
    const [fewest, few] = [Math.round(low * 1000), Math.max(1, Math.round(high * 1000))];
    return fewest === few
      ? `About ${few} of 1,000 such leads ${few === 1 ? "buys" : "buy"}.`
      : `Between ${fewest} and ${few} of 1,000 such leads buy.`;
  }
  return least === most
    ? `About ${least} of 100 such leads buy.`
    : `Between ${least} and ${most} of 100 such leads buy.`;
}
