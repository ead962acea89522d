// Keys as they are printed on the keyboard.
import { Group, Kbd, Text } from "@mantine/core";
import { Fragment } from "react";

import { keyLabels } from "./shortcuts";

interface KeysProps {
  keys: string;
}

export function Keys({ keys }: KeysProps) {
  return (
    <Group gap={4} wrap="nowrap" display="inline-flex" component="span">
      {keyLabels(keys).map((label, step) => (
        <Fragment key={step}>
          {step > 0 ? (
            <Text size="xs" c="dimmed" component="span">
              then
            </Text>
          ) : null}
          <Kbd size="xs">{label}</Kbd>
        </Fragment>
      ))}
    </Group>
  );
}
