// Scores over time as a line that stays where it was until the next score.
export interface Scoring {
  score: number;
  scored_at: string;
}

const MARGIN = 3;

/** The path of an SVG of that size; the oldest at the left, the newest held for a while at the right. */
export function stepsOf(scores: readonly Scoring[], wide: number, high: number): string {
  const times = scores.map(({ scored_at: at }) => new Date(at).getTime());
  const values = scores.map(({ score }) => score);
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const held = wide * 0.92;
  const x = (time: number) => (end === begin ? 0 : ((time - begin) / (end - begin)) * held);
  const y = (value: number) =>
    most === least ? high / 2 : high - MARGIN - ((value - least) / (most - least)) * (high - 2 * MARGIN);
  const parts = scores.map(({ score }, at) => {
    const [left, top] = [x(times[at] ?? begin).toFixed(1), y(score).toFixed(1)];
    return at === 0 ? `M${left} ${top}` : `H${left}V${top}`;
  });
  return `${parts.join("")}H${wide}`;
}
