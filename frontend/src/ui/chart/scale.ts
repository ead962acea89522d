// Where a value stands on an axis, and which values an axis names.
export type Scale = (value: number) => number;

/** From values to pixels. */
export function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const width = to - from || 1;
  return (value) => start + ((value - from) / width) * (end - start);
}

const STEPS = [1, 2, 2.5, 5, 10];

/** The distance of round values that cut a width into about so many parts. */
function stepOf(width: number, parts: number): number {
  const rough = width / Math.max(1, parts);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  return magnitude * (STEPS.find((step) => step * magnitude >= rough * 0.999) ?? 10);
}

/** Round values from `from` to `to`, about `parts` apart. */
export function ticks(from: number, to: number, parts = 5): number[] {
  if (!(to > from)) return [from];
  const step = stepOf(to - from, parts);
  const found: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index++)
    // 0.1 + 0.2 is not 0.3.
    found.push(Number((index * step).toPrecision(12)));
  return found;
}

/** The next round value at which an axis may end. */
export function roundUp(value: number, parts = 5): number {
  if (!(value > 0)) return 1;
  const step = stepOf(value, parts);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12));
}
