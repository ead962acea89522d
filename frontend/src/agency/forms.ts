// What the API says about the fields of a form, at those fields; the rest as a message.
import type { UseFormReturnType } from "@mantine/form";

import { ProblemError } from "@/api/problem";
import { failed } from "@/ui/toasts";

export function showRefusal<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  error: unknown,
): void {
  const fields = error instanceof ProblemError ? error.fields : {};
  const known = Object.keys(form.getValues());
  const here = Object.entries(fields).filter(([name]) => known.includes(name));
  if (here.length > 0) form.setErrors(Object.fromEntries(here));
  else failed(error);
}

/** An empty field says "nothing", not an empty text. */
export const orNull = (text: string) => text.trim() || null;

/** What a person sees of a time zone: `America/New York`. */
export const ZONES = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }));
