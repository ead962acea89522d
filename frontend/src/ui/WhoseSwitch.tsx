// Mine, my team's, the agency's: as far as the caller's role reaches.
import { SegmentedControl } from "@mantine/core";

import type { Schemas } from "@/api/client";

export type Whose = "me" | "team" | "all";

const WORDS: Record<Whose, string> = { me: "Mine", team: "Team", all: "Agency" };
const REACH: Record<Schemas["Scope"], Whose[]> = {
  none: [],
  own: ["me"],
  team: ["me", "team"],
  all: ["me", "team", "all"],
};

/** As far as a scope reaches. */
export const widest = (scope: Schemas["Scope"] | undefined): Whose => REACH[scope ?? "none"].at(-1) ?? "me";

interface WhoseSwitchProps {
  /** How far the caller sees at most. */
  scope: Schemas["Scope"] | undefined;
  value: Whose;
  onChange: (whose: Whose) => void;
}

export function WhoseSwitch({ scope = "none", value, onChange }: WhoseSwitchProps) {
  const reach = REACH[scope];
  if (reach.length < 2) return null;
  return (
    <SegmentedControl
      size="xs"
      aria-label="Whose"
      data={reach.map((whose) => ({ value: whose, label: WORDS[whose] }))}
      value={reach.includes(value) ? value : reach[reach.length - 1]}
      onChange={onChange}
    />
  );
}
