// How many, in words.
import { NOUNS, type Noun } from "../nouns";
import type { Total } from "./rows";

const number = new Intl.NumberFormat("en-US");

export const amount = (count: number): string => number.format(count);

/** `1 policy`, `12,345 customers`, `about 1,000,000 customers`. */
export function countText(noun: Noun, { total, about }: Total): string {
  const { one, many } = NOUNS[noun];
  return `${about ? "about " : ""}${amount(total)} ${total === 1 ? one : many.toLowerCase()}`;
}
