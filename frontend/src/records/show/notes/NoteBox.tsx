// Where a note is written; what was typed stays until it is saved.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState, type Ref } from "react";

import { sentence } from "@/api/problem";
import { Keys } from "@/ui/Keys";
import { done } from "@/ui/toasts";

import { useRecord } from "../context";
import { useAttached } from "../queries";
import { NoteInput } from "./NoteInput";

interface NoteBoxProps {
  inputRef?: Ref<HTMLTextAreaElement>;
}

export function NoteBox({ inputRef }: NoteBoxProps) {
  const { noun, id } = useRecord();
  const [text, setText] = useState("");
  const { create, remove } = useAttached("notes");

  function submit() {
    const body = text.trim();
    if (body === "" || create.isPending) return;
    create.mutate(
      { record_type: noun, record_id: id, body },
      {
        onSuccess: (note) => {
          setText("");
          done("Note added", { undo: () => remove.mutateAsync(note.id) });
        },
      },
    );
  }

  return (
    <Stack gap="xs">
      <NoteInput
        label="New note"
        placeholder="Write a note. @ mentions a colleague."
        value={text}
        onChange={setText}
        onSubmit={submit}
        inputRef={inputRef}
        error={create.error ? sentence(create.error) : undefined}
      />
      <Group justify="space-between" gap="xs">
        <Group gap={6} visibleFrom="sm">
          <Keys keys="mod+enter" />
          <Text size="xs" c="dimmed">
            saves
          </Text>
        </Group>
        <Button size="compact-sm" ml="auto" onClick={submit} loading={create.isPending} disabled={text.trim() === ""}>
          Add note
        </Button>
      </Group>
    </Stack>
  );
}
