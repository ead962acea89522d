// How the form of a new record is laid out.
import type { ComponentType } from "react";

import type { Values } from "../facts/merge";

interface FormGroup {
  title: string;
  /** Fields by name; keys inside JSON columns as `contact_info.phone`. */
  fields: string[];
}

export interface NounForm {
  groups: FormGroup[];
  labels?: Record<string, string>;
  /** What is there before anything is typed. */
  initial?: () => Values;
  /** Fields that follow from what was typed or picked; `picked` is the record chosen for a reference. */
  follow?: (typed: Values, picked: Values | null, field: string) => Values;
  /** What is worth knowing about what is typed, below the first group. */
  Beside?: ComponentType<{ typed: Values }>;
  /** Whole width: long texts and pickers. */
  wide?: string[];
}
