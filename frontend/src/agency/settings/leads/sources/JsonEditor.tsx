// The whole configuration as it is kept, for what the rows have no place for.
import { Button, Group, JsonInput, Stack } from "@mantine/core";
import { useState } from "react";

import { isObject } from "@/ui/objects";

import type { Config } from "./config";

interface JsonEditorProps {
  /** Null while it is closed. */
  value: Config | null;
  start: () => Config;
  onChange: (value: Config | null) => void;
  onLeave: (value: Config) => void;
}

function read(text: string): Config | null {
  try {
    const found: unknown = JSON.parse(text);
    return isObject(found) ? found : null;
  } catch {
    return null;
  }
}

export function JsonEditor({ value, start, onChange, onLeave }: JsonEditorProps) {
  const [text, setText] = useState("");
  if (value === null)
    return (
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            const begun = start();
            setText(JSON.stringify(begun, null, 2));
            onChange(begun);
          }}
        >
          Advanced: edit as JSON
        </Button>
      </Group>
    );
  const wrong = read(text) === null;
  return (
    <Stack gap="xs">
      <JsonInput
        label="How it speaks, as JSON"
        description="See the documentation for every key"
        autosize
        minRows={10}
        maxRows={24}
        spellCheck={false}
        value={text}
        error={wrong ? "This is not a JSON object; the last one that was is kept." : null}
        onChange={(typed) => {
          setText(typed);
          const found = read(typed);
          if (found) onChange(found);
        }}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      />
      <Group>
        <Button variant="subtle" size="compact-sm" disabled={wrong} onClick={() => onLeave(value)}>
          Back to the fields
        </Button>
      </Group>
    </Stack>
  );
}
