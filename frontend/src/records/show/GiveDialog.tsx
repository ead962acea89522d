// Gives the record to another owner.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { sentence } from "@/api/problem";
import { PersonSelect } from "@/ui/inputs/PersonSelect";

import { useRecord } from "./context";

interface GiveDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
}

export function GiveDialog({ opened, onClose, title }: GiveDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Give ${title} to`}>
      {opened ? <Giving onClose={onClose} /> : null}
    </Modal>
  );
}

function Giving({ onClose }: { onClose: () => void }) {
  const { record, etag, change } = useRecord();
  const [base] = useState({ record, etag });
  const before = typeof record["owner_id"] === "number" ? record["owner_id"] : null;
  const [owner, setOwner] = useState(before);
  const [error, setError] = useState("");
  const [saving, setSaving] = useState(false);

  async function submit() {
    setSaving(true);
    try {
      const outcome = await change(base, { owner_id: owner }, "Owner");
      if (outcome !== "given up") onClose();
    } catch (problem) {
      setError(sentence(problem));
    }
    setSaving(false);
  }

  return (
    <Stack>
      <PersonSelect label="Owner" value={owner} onChange={setOwner} error={error} />
      <Text size="sm" c="dimmed">
        The new owner is told about it.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void submit()} loading={saving} disabled={owner === before}>
          Give
        </Button>
      </Group>
    </Stack>
  );
}
