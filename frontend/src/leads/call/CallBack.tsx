// When to call again: the usual moments in one press, any other typed.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { InstantInput } from "@/ui/inputs/InstantInput";

import { usualMoments } from "./words";

interface CallBackProps {
  value: string | null;
  onChange: (at: string | null) => void;
  label: string;
  error?: string | undefined;
}

export function CallBack({ value, onChange, label, error }: CallBackProps) {
  const [moments] = useState(() => usualMoments());
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600} id="call-back">
        {label}
      </Text>
      <Group gap={6} role="group" aria-labelledby="call-back">
        {moments.map(({ label: words, at }) => (
          <Button
            key={at}
            size="compact-sm"
            variant={value === at ? "light" : "default"}
            aria-pressed={value === at}
            onClick={() => onChange(value === at ? null : at)}
          >
            {words}
          </Button>
        ))}
      </Group>
      <InstantInput aria-label={label} value={value} onChange={onChange} error={error} />
    </Stack>
  );
}
