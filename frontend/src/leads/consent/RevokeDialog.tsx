// Writes down that somebody wants no more of something. It cannot be undone, only given again, so it is asked about.
import { Alert, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";

import type { Schemas } from "@/api/client";
import { FormFoot } from "@/ui/FormFoot";
import { done } from "@/ui/toasts";

import { useConsenting, type Lead } from "../queries";
import { refusalOf } from "../stage/stages";
import { CHANNELS } from "./words";

interface RevokeDialogProps {
  lead: Lead;
  opened: boolean;
  onClose: () => void;
}

export function RevokeDialog({ lead, opened, onClose }: RevokeDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="What do they want no more?" closeOnClickOutside={false}>
      {opened ? <Revoking lead={lead} onClose={onClose} /> : null}
    </Modal>
  );
}

const WAYS: { value: Schemas["Channel"]; label: string }[] = [
  { value: "all", label: "Any contact at all" },
  ...CHANNELS.map(([value, label]) => ({ value, label })),
];
const MATTERS: { value: Schemas["Purpose"]; label: string }[] = [
  { value: "all", label: "About anything" },
  { value: "marketing", label: "Only about sales" },
];

function Revoking({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const [channel, setChannel] = useState<Schemas["Channel"]>("all");
  const [purpose, setPurpose] = useState<Schemas["Purpose"]>("all");
  const [words, setWords] = useState("");
  const [error, setError] = useState("");
  const { revoke } = useConsenting(lead.id);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (revoke.isPending) return;
    setError("");
    try {
      await revoke.mutateAsync({
        channel,
        purpose,
        words: words.trim() || null,
        via: "agent",
      });
    } catch (problem) {
      return setError(refusalOf(problem));
    }
    done("It is recorded, and holds from now on");
    onClose();
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Select
          label="What they want no more"
          data={WAYS}
          value={channel}
          onChange={(next) => setChannel(next ?? "all")}
          allowDeselect={false}
        />
        <Select
          label="About what"
          data={MATTERS}
          value={purpose}
          onChange={(next) => setPurpose(next ?? "all")}
          allowDeselect={false}
        />
        <Textarea
          label="Their words"
          value={words}
          maxRows={8}
          data-autofocus
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <Alert color="yellow" variant="light">
          It holds at once, for everybody with{" "}
          {lead.phone || lead.email ? "the same number or address" : "the same name"}. It cannot be undone: only they
          can agree again.
        </Alert>
        <FormFoot error={error} submit="Take it back for good" sending={revoke.isPending} severe onCancel={onClose} />
      </Stack>
    </form>
  );
}
