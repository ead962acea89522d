// Deletes the record after asking; it can be taken back for as long as the message stands, and later under operations.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { sentence } from "@/api/problem";
import { done, failed } from "@/ui/toasts";

import { useDeleteRecord } from "../data";
import { NOUNS } from "../nouns";
import { useUndo } from "../operations";
import { useRecord } from "./context";

interface DeleteDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
}

const WHAT_STAYS: Record<string, string> = {
  customers: "Policies and messages stay; they will belong to nobody.",
  policies: "Its claims stay; they will have no policy.",
};

export function DeleteDialog({ opened, onClose, title }: DeleteDialogProps) {
  const { noun, id, leave } = useRecord();
  const navigate = useNavigate();
  const remove = useDeleteRecord(noun);
  const undo = useUndo();
  const [error, setError] = useState("");
  const { one } = NOUNS[noun];

  async function submit() {
    setError("");
    try {
      // Away before it is gone: a page that is open would ask for what is no more.
      const ordered = () => {
        leave();
        return navigate({ to: "/$noun", params: { noun }, search: (search) => ({ ...search, open: undefined }) });
      };
      const operation = await remove.mutateAsync({ id, ordered });
      done(`Deleted ${title}`, { undo: () => undo.mutateAsync(operation.id) });
    } catch (problem) {
      setError(sentence(problem));
      failed(problem, `${title} was not deleted`);
    }
  }

  return (
    <Modal opened={opened} onClose={onClose} title={`Delete this ${one}?`}>
      <Stack>
        <Text size="sm">
          {title} will be deleted. {WHAT_STAYS[noun] ?? ""} You can undo this afterwards.
        </Text>
        {error ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" onClick={() => void submit()} loading={remove.isPending}>
            Delete {one}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
