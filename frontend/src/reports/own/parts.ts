// What every part of the builder is given.
import type { Field } from "@/ui/inputs/kinds";

import type { Draft } from "./draft";

export interface PartProps {
  draft: Draft;
  fields: Field[];
  /** By place; see failures.ts. */
  errors: Record<string, string>;
  onChange: (part: Partial<Draft>) => void;
}
