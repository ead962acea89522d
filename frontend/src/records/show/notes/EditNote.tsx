// A note being changed.
import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { useAttached } from "../queries";
import { NoteInput } from "./NoteInput";

interface EditNoteProps {
  id: number;
  onClose: () => void;
}

export function EditNote({ id, onClose }: EditNoteProps) {
  // As stored: the timeline cuts long texts.
  const { data } = useQuery({
    queryKey: ["notes", "record", id],
    queryFn: () => body(api.GET("/v1/notes/{id}", { params: { path: { id } } })),
  });
  return data ? <Editor id={id} before={data.body} onClose={onClose} /> : <Loading rows={2} label="Loading the note" />;
}

interface EditorProps extends EditNoteProps {
  before: string;
}

function Editor({ id, before, onClose }: EditorProps) {
  const [text, setText] = useState(before);
  const { change } = useAttached("notes");

  function submit() {
    const now = text.trim();
    if (now === "" || now === before) return onClose();
    change.mutate(
      { id, changes: { body: now } },
      {
        onSuccess: () => {
          onClose();
          done("Note changed", { undo: () => change.mutateAsync({ id, changes: { body: before } }) });
        },
      },
    );
  }

  return (
    <Stack gap="xs" mt={4}>
      <NoteInput
        label="Note"
        value={text}
        onChange={setText}
        onSubmit={submit}
        onCancel={onClose}
        error={change.error ? sentence(change.error) : undefined}
        autoFocus
      />
      <Group gap="xs" justify="flex-end">
        <Button variant="default" size="compact-sm" onClick={onClose}>
          Cancel
        </Button>
        <Button size="compact-sm" onClick={submit} loading={change.isPending}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
