// A new record in a dialog, on top of the page that it belongs to.
import { Modal } from "@mantine/core";
import { done } from "@/ui/toasts";
import { useNavigate } from "@tanstack/react-router";

import { NOUNS, type Noun } from "../../nouns";
import type { Values } from "../facts/merge";
import { RecordForm } from "./RecordForm";

interface CreateDialogProps {
  noun: Noun;
  opened: boolean;
  onClose: () => void;
  initial?: Values;
}

export function CreateDialog({ noun, opened, onClose, initial }: CreateDialogProps) {
  const navigate = useNavigate();
  const { one } = NOUNS[noun];
  return (
    <Modal opened={opened} onClose={onClose} title={`New ${one}`} size="lg" closeOnClickOutside={false}>
      {opened ? (
        <RecordForm
          noun={noun}
          initial={initial}
          onCancel={onClose}
          onDone={({ id }) => {
            onClose();
            done(`The ${one} is created`, {
              action: {
                label: "Open",
                run: () => void navigate({ to: "/$noun/$id", params: { noun, id: String(id) } }),
              },
            });
          }}
        />
      ) : null}
    </Modal>
  );
}
