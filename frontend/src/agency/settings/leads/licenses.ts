// Licenses in one line: which states, for which lines, and what has run out.
import { choiceWord } from "@/ui/inputs/kinds";

import type { License } from "./queries";

export const today = (now = new Date()): string =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;

const holds = ({ expires_on }: License, day: string) => expires_on === null || expires_on >= day;

/** `Licensed in OH, MI (auto, home), IN (life); 1 expired`. */
export function licensesText(licenses: readonly License[], day = today()): string {
  const valid = licenses.filter((license) => holds(license, day));
  const expired = licenses.length - valid.length;
  const ended = expired === 0 ? "" : `${valid.length === 0 ? "" : "; "}${expired} expired`;
  if (valid.length === 0) return `No licenses${ended ? `: ${ended}` : ""}`;
  const states = [...new Set(valid.map(({ state }) => state))].sort();
  const said = states.map((state) => {
    const lines = valid.filter((license) => license.state === state).map(({ line }) => line);
    const named = lines.filter((line) => line !== null).map(choiceWord);
    return lines.includes(null) ? state : `${state} (${[...new Set(named)].join(", ")})`;
  });
  return `Licensed in ${said.join(", ")}${ended}`;
}

/** What is wrong with a row of the form, if anything. */
export function licenseProblem({
  state,
  expires_on,
}: {
  state: string | null;
  expires_on: string | null;
}): string | null {
  if (!state) return "Choose a state.";
  return expires_on !== null && !/^\d{4}-\d{2}-\d{2}$/.test(expires_on) ? "Write a date such as 3/14/2027." : null;
}
