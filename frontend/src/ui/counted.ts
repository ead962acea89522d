// Numbers with what they count.
const format = new Intl.NumberFormat("en-US");

/** `1 row`, `2,427 rows`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${format.format(count)} ${count === 1 ? one : many}`;
