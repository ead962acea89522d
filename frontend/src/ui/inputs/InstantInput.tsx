// A moment, typed in the reader's own time zone.
import { TextInput } from "@mantine/core";

import type { InputProps } from "./props";

export function InstantInput({ value, onChange, ...rest }: InputProps<string | null>) {
  return (
    <TextInput
      {...rest}
      type="datetime-local"
      classNames={{ input: "lg-number" }}
      value={local(value)}
      onChange={({ currentTarget }) => onChange(currentTarget.value ? instant(currentTarget.value) : null)}
    />
  );
}

/** `2026-03-14T16:05` in the reader's zone. */
function local(value: string | null): string {
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const instant = (written: string): string => new Date(written).toISOString();
