// Two dates; fetched when a date filter is opened.
import { Group } from "@mantine/core";

import { DateInput } from "@/ui/inputs/DateInput";

interface Span {
  from?: string;
  to?: string;
}

interface DateRangeFieldsProps {
  value: Span;
  onChange: (value: Span) => void;
}

export function DateRangeFields({ value, onChange }: DateRangeFieldsProps) {
  return (
    <Group gap={6} wrap="nowrap" px={4} pb={4}>
      <DateInput
        aria-label="From"
        placeholder="From"
        size="xs"
        value={value.from ?? null}
        onChange={(from) => onChange({ ...value, from: from ?? undefined })}
      />
      <DateInput
        aria-label="Until"
        placeholder="Until"
        size="xs"
        value={value.to ?? null}
        onChange={(to) => onChange({ ...value, to: to ?? undefined })}
      />
    </Group>
  );
}
