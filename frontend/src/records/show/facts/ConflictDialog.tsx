// Somebody else saved first: which side counts, field by field.
import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { Field } from "../../data";
import classes from "./ConflictDialog.module.css";
import type { Choice, Clash } from "./merge";
import { useValueText } from "./useValueText";

const SIDES: { choice: Choice; label: string }[] = [
  { choice: "mine", label: "Yours" },
  { choice: "theirs", label: "Saved meanwhile" },
  { choice: "base", label: "As it was before" },
];

interface ConflictDialogProps {
  clashing: Clash[];
  fields: Field[];
  onAnswer: (choices: Record<string, Choice> | null) => void;
}

export function ConflictDialog({ clashing, fields, onAnswer }: ConflictDialogProps) {
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const text = useValueText();
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const complete = Object.fromEntries(clashing.map(({ field }) => [field, choices[field] ?? "mine"] as const));
  return (
    <Modal opened onClose={() => onAnswer(null)} title="Somebody else saved first" size="lg">
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          While you were typing, this record was changed elsewhere. Choose what counts for each field.
        </Text>
        {clashing.map((clash) => (
          <Radio.Group
            key={clash.field}
            label={labelOf(clash.field)}
            value={complete[clash.field] ?? "mine"}
            onChange={(choice) => setChoices({ ...choices, [clash.field]: choice })}
          >
            <div className={classes["sides"]}>
              {SIDES.map(({ choice, label }) => (
                <Radio.Card
                  key={choice}
                  value={choice}
                  className={classes["side"] ?? ""}
                  aria-label={`${label}: ${text(clash.field, clash[choice])}`}
                >
                  <Group gap="xs" wrap="nowrap" align="flex-start">
                    <Radio.Indicator size="xs" mt={3} />
                    <div>
                      <Text size="xs" c="dimmed">
                        {label}
                      </Text>
                      <Text size="sm" fw={500} className={classes["value"]}>
                        {text(clash.field, clash[choice])}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(null)}>
            Back to what I typed
          </Button>
          <Button data-autofocus onClick={() => onAnswer(complete)}>
            Save this choice
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
