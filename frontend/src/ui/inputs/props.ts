// What every input of ours takes, so that lists, forms and criteria use them alike.
import type { MantineSize } from "@mantine/core";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";

export interface InputProps<T> {
  value: T;
  onChange: (value: T) => void;
  /** Shown above; without it `aria-label` names the input. */
  label?: ReactNode;
  "aria-label"?: string;
  description?: ReactNode;
  placeholder?: string;
  error?: ReactNode;
  autoFocus?: boolean;
  required?: boolean;
  disabled?: boolean;
  size?: MantineSize;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

/** Typing into a list of choices replaces the choice that stands there. */
export const selectAll = (event: FocusEvent<HTMLInputElement>): void => event.currentTarget.select();
