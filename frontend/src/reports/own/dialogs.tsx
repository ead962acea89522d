// What is asked before something could get lost.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { FormFoot } from "@/ui/FormFoot";

interface CopyDialogProps {
  name: string;
  error: string;
  sending: boolean;
  onName: (name: string) => void;
  onClose: () => void;
}

export function CopyDialog({ name, error, sending, onName, onClose }: CopyDialogProps) {
  const [typed, setTyped] = useState(name ? `${name} (copy)`.slice(-255) : "");
  const [isMissing, setMissing] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(typed.trim() === "");
    if (typed.trim() !== "") onName(typed.trim());
  }
  return (
    <Modal opened onClose={onClose} title="Save as a new report">
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            description="It is yours, and private until you share it."
            data-autofocus
            required
            maxLength={255}
            value={typed}
            error={isMissing ? "Give the report a name." : undefined}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <FormFoot error={error} submit="Save" sending={sending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

interface ConflictDialogProps {
  sending: boolean;
  onMine: () => void;
  onTheirs: () => void;
  onCopy: () => void;
  onClose: () => void;
}

export function ConflictDialog({ sending, onMine, onTheirs, onCopy, onClose }: ConflictDialogProps) {
  return (
    <Modal opened onClose={onClose} title="Somebody else saved first">
      <Stack>
        <Text size="sm">This report was changed while you worked on it. Nothing of yours is lost yet.</Text>
        <Stack gap="xs">
          <Button variant="default" onClick={onCopy} data-autofocus>
            Save mine as a new report
          </Button>
          <Button variant="default" onClick={onTheirs}>
            Go on with what they saved
          </Button>
          <Button color="red" loading={sending} onClick={onMine}>
            Save mine over it
          </Button>
        </Stack>
      </Stack>
    </Modal>
  );
}

interface LeaveDialogProps {
  onLeave: () => void;
  onStay: () => void;
}

export function LeaveDialog({ onLeave, onStay }: LeaveDialogProps) {
  return (
    <Modal opened onClose={onStay} title="Leave without saving?">
      <Stack>
        <Text size="sm">What you changed in this report is lost.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onStay} data-autofocus>
            Stay
          </Button>
          <Button color="red" onClick={onLeave}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
