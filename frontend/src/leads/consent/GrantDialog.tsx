// Writes down what somebody agreed to, with the words that were read or shown to them.
import { Checkbox, Modal, Radio, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { ProblemError } from "@/api/problem";
import type { Schemas } from "@/api/client";
import { FormFoot } from "@/ui/FormFoot";
import { done } from "@/ui/toasts";

import { useConsenting, type Lead } from "../queries";
import { refusalOf } from "../stage/stages";
import { CHANNELS } from "./words";

interface GrantDialogProps {
  lead: Lead;
  opened: boolean;
  onClose: () => void;
}

export function GrantDialog({ lead, opened, onClose }: GrantDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="What did they agree to?" closeOnClickOutside={false}>
      {opened ? <Granting lead={lead} onClose={onClose} /> : null}
    </Modal>
  );
}

const HOW: { value: Schemas["SignatureMethod"]; label: string }[] = [
  { value: "verbal", label: "They said so" },
  { value: "checkbox", label: "They ticked a box" },
  { value: "typed", label: "They typed their name" },
  { value: "reply", label: "They replied to a message" },
];

function Granting({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const [channels, setChannels] = useState<Schemas["OneChannel"][]>([]);
  const [basis, setBasis] = useState<"express" | "pewc">("express");
  const [how, setHow] = useState<Schemas["SignatureMethod"] | null>("verbal");
  const [text, setText] = useState("");
  const [page, setPage] = useState("");
  const [free, setFree] = useState(false);
  const [error, setError] = useState("");
  const { grant } = useConsenting(lead.id);
  const inWriting = basis === "pewc";

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (grant.isPending) return;
    if (channels.length === 0) return setError("Choose what they agreed to.");
    if (inWriting && !text.trim()) return setError("Write down the text they agreed to, word for word.");
    setError("");
    try {
      await grant.mutateAsync({
        channels,
        purpose: "marketing",
        basis,
        text: text.trim() || null,
        captured_via: "agent",
        signature_method: how,
        page_url: page.trim() || null,
        not_condition_of_purchase: inWriting ? free : null,
      });
    } catch (problem) {
      const first = problem instanceof ProblemError ? Object.values(problem.fields)[0] : undefined;
      return setError(first ?? refusalOf(problem));
    }
    done("Consent recorded");
    onClose();
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Checkbox.Group label="They may be reached by" value={channels} onChange={setChannels}>
          <Stack gap={8} mt={6}>
            {CHANNELS.map(([channel, label], at) => (
              <Checkbox key={channel} value={channel} label={label} {...(at === 0 ? { "data-autofocus": true } : {})} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Radio.Group
          label="How binding it is"
          value={basis}
          onChange={(next) => {
            setBasis(next);
            // In writing nobody agrees by saying so, until told otherwise.
            setHow(next === "pewc" ? "checkbox" : "verbal");
          }}
        >
          <Stack gap={8} mt={6}>
            <Radio
              value="express"
              label="They agreed expressly"
              description="Enough for calls by hand, e-mail and letters."
            />
            <Radio
              value="pewc"
              label="They agreed in writing"
              description="Needed for texts and automatic calls that sell: a text that names the agency and says so."
            />
          </Stack>
        </Radio.Group>
        <Select label="How they agreed" data={HOW} value={how} onChange={setHow} allowDeselect={false} />
        <Textarea
          label={inWriting ? "The text, word for word" : "What was said"}
          value={text}
          maxRows={10}
          required={inWriting}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {inWriting ? (
          <>
            <TextInput
              label="On which page"
              placeholder="https://"
              value={page}
              maxLength={512}
              onChange={({ currentTarget }) => setPage(currentTarget.value)}
            />
            <Checkbox
              label="The text says that agreeing is no condition of buying"
              checked={free}
              onChange={({ currentTarget }) => setFree(currentTarget.checked)}
            />
          </>
        ) : null}
        <Text size="xs" c="dimmed">
          It is kept with today&apos;s date, {lead.name || "the lead"}&apos;s addresses and your name, and is never
          changed.
        </Text>
        <FormFoot error={error} submit="Record consent" sending={grant.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
