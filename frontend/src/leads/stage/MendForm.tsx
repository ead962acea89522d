// Asks for everything a stage still needs, saves it and moves the lead there.
import { Alert, Button, Group, Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { ProblemError } from "@/api/problem";
import { done } from "@/ui/toasts";

import { useMove } from "../queries";
import { QuoteForm } from "../quotes/QuoteForm";
import type { WorkProps } from "../work";
import { refusalOf, stageWord } from "./stages";
import { useNeeds } from "./useNeeds";

export function MendForm(props: WorkProps) {
  const { lead, stage = "contacted", words = "", onClose } = props;
  const { lacking, inputs, save } = useNeeds(lead, stage);
  const [error, setError] = useState(words);
  const [saving, setSaving] = useState(false);
  const move = useMove();
  const onlyQuote = lacking.join() === "quote";

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (saving) return;
    setSaving(true);
    try {
      await save();
      await move.mutateAsync({ id: lead.id, stage });
      done(`Moved to ${stageWord(stage).toLowerCase()}`);
      onClose();
    } catch (problem) {
      const stale = problem instanceof ProblemError && problem.status === 412;
      setError(stale ? "Somebody else changed this lead just now: try again." : refusalOf(problem));
      setSaving(false);
    }
  }

  if (onlyQuote) return <QuoteForm {...props} words={error} />;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        {error ? (
          <Alert color="yellow" variant="light" role="alert">
            {error}
          </Alert>
        ) : null}
        {inputs}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save and move to {stageWord(stage).toLowerCase()}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
