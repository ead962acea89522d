// Why two look like one, in words.
import type { SameReason } from "../queries";

/** In the order of how much they say. */
const REASONS: [SameReason, string][] = [
  ["email", "same e-mail address"],
  ["phone", "same phone number"],
  ["name_and_zip", "same name and ZIP"],
];

/** `Same phone number, same name and ZIP` */
export function sameText(reasons: readonly SameReason[]): string {
  const said = REASONS.filter(([reason]) => reasons.includes(reason)).map(([, words]) => words);
  const text = said.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
