// What was said in answer to a message, kept with the customer.
import { Anchor, Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";

import { sentence } from "@/api/problem";
import { DateText } from "@/ui/DateText";
import { phoneText } from "@/ui/inputs/phone";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { messageQuery, useLogReply, type Message, type TodayItem } from "./queries";
import styles from "./TodayPage.module.css";

interface ReplyDialogProps {
  item: TodayItem;
  onClose: () => void;
}

export function ReplyDialog({ item, onClose }: ReplyDialogProps) {
  const message = useQuery(messageQuery(item.id));
  return (
    <Modal opened onClose={onClose} title={`Answer to ${item.customer_name ?? "the message"}`} size="lg">
      {message.data ? (
        <ReplyForm item={item} message={message.data} onClose={onClose} />
      ) : message.error ? (
        <Failure error={message.error} onRetry={() => void message.refetch()} />
      ) : (
        <Loading label="Fetching the message" />
      )}
    </Modal>
  );
}

type Channel = Message["channel"];

const CHANNELS = [
  { value: "Email", label: "E-mail" },
  { value: "SMS", label: "Text" },
  { value: "Phone", label: "Call" },
];
const TYPES = { Email: "email", SMS: "sms", Phone: "call" } as const;

const answerTo = (subject: string | null): string => (subject ? `Re: ${subject.replace(/^(re:\s*)+/i, "")}` : "");

interface ReplyFormProps extends ReplyDialogProps {
  message: Message;
}

function ReplyForm({ item, message, onClose }: ReplyFormProps) {
  const reply = useLogReply();
  const form = useForm({
    initialValues: { channel: message.channel as string, subject: answerTo(message.subject), content: "" },
    validate: { content: (content) => (content.trim() ? null : "Say in a few words what was answered.") },
  });

  function save({ channel, subject, content }: typeof form.values) {
    const by = channel as Channel;
    reply.mutate(
      {
        channel: by,
        comm_type: TYPES[by],
        direction: "outbound",
        status: by === "Phone" ? "completed" : "sent",
        subject: subject.trim() || null,
        content: content.trim(),
        comm_date: new Date().toISOString(),
        customer_id: message.customer_id,
        customer_name: message.customer_name,
        lead_id: message.lead_id,
      },
      {
        onSuccess: () => {
          done("Answer kept", { detail: item.title });
          onClose();
        },
      },
    );
  }

  return (
    <form onSubmit={form.onSubmit(save)} noValidate>
      <Stack gap="sm">
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {message.subject ?? "No subject"}, <DateText value={message.comm_date ?? message.created_at} style="ago" />
          </Text>
          <blockquote className={styles["quote"]} tabIndex={0} aria-label="The message">
            {message.content ?? "No text"}
          </blockquote>
        </div>
        <Ways item={item} />
        <SegmentedControl aria-label="Answered by" data={CHANNELS} {...form.getInputProps("channel")} />
        <TextInput label="Subject" maxLength={255} {...form.getInputProps("subject")} />
        <Textarea
          label="What was answered"
          autoFocus
          autosize
          minRows={4}
          maxRows={12}
          {...form.getInputProps("content")}
        />
        {reply.error ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {sentence(reply.error)}
          </Text>
        ) : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={reply.isPending}>
            Log the answer
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WaysProps {
  item: TodayItem;
}

/** The answer itself is given with the phone or the mail program. */
function Ways({ item: { phone, email } }: WaysProps) {
  if (!phone && !email) return null;
  return (
    <Group gap="md">
      {phone ? (
        <Anchor href={`tel:${phone}`} size="sm">
          Call {phoneText(phone)}
        </Anchor>
      ) : null}
      {email ? (
        <Anchor href={`mailto:${email}`} size="sm">
          Write to {email}
        </Anchor>
      ) : null}
    </Group>
  );
}
