// Writes down a call, text or mail that took place elsewhere.
import { Button, Group, SegmentedControl, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useState, type Ref } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { done } from "@/ui/toasts";

import { useAttached } from "../queries";

/** Of whom the talk is kept: a customer, or a lead that is none yet. */
export interface Customer {
  customerId: number | null;
  leadId: number | null;
  name: string;
}

const CHANNELS = { call: "Phone", sms: "SMS", email: "Email" } as const;
type Way = keyof typeof CHANNELS;

interface LogBoxProps {
  customer: Customer;
  inputRef?: Ref<HTMLInputElement>;
  /** How the talk goes on, when it answers a message. */
  initial?: { way?: Way; direction?: "inbound" | "outbound"; subject?: string };
  onDone?: () => void;
}

export function LogBox({ customer, inputRef, initial = {}, onDone }: LogBoxProps) {
  const [way, setWay] = useState<Way>(initial.way ?? "call");
  const [direction, setDirection] = useState<string>(initial.direction ?? "outbound");
  const [subject, setSubject] = useState(initial.subject ?? "");
  const [content, setContent] = useState("");
  const { create, remove } = useAttached("communications");
  const errors = create.error instanceof ProblemError ? create.error.fields : {};
  const general = create.error && Object.keys(errors).length === 0 ? sentence(create.error) : "";

  function submit() {
    if (create.isPending) return;
    create.mutate(
      {
        customer_id: customer.customerId,
        lead_id: customer.leadId,
        customer_name: customer.name,
        comm_type: way,
        channel: CHANNELS[way],
        direction,
        subject: subject.trim() || null,
        content: content.trim() || null,
        status: way === "call" || direction === "inbound" ? "completed" : "sent",
        comm_date: new Date().toISOString(),
      },
      {
        onSuccess: (talk) => {
          setSubject("");
          setContent("");
          done(way === "call" ? "Call logged" : "Message logged", { undo: () => remove.mutateAsync(talk.id) });
          onDone?.();
        },
      },
    );
  }

  const nothing = subject.trim() === "" && content.trim() === "";
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Way"
          value={way}
          onChange={setWay}
          data={[
            { value: "call", label: "Call" },
            { value: "sms", label: "Text" },
            { value: "email", label: "E-mail" },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label="Direction"
          value={direction}
          onChange={setDirection}
          data={[
            { value: "outbound", label: "To them" },
            { value: "inbound", label: "From them" },
          ]}
        />
      </Group>
      <TextInput
        ref={inputRef}
        aria-label="Subject"
        placeholder="What was it about?"
        value={subject}
        maxLength={500}
        onChange={({ currentTarget }) => setSubject(currentTarget.value)}
        error={errors["subject"]}
      />
      <Textarea
        aria-label="What was said"
        placeholder="What was said or agreed"
        autosize
        minRows={2}
        maxRows={12}
        value={content}
        onChange={({ currentTarget }) => setContent(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
        error={errors["content"]}
      />
      {general ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {general}
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button size="compact-sm" onClick={submit} loading={create.isPending} disabled={nothing}>
          Log it
        </Button>
      </Group>
    </Stack>
  );
}
