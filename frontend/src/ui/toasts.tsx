// Short messages at the corner: what was done, with a way back, and what failed.
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";

import { ProblemError, sentence } from "@/api/problem";

const SHORT_MS = 4_000;
/** Time enough to read, think and reach the button. */
const UNDO_MS = 12_000;
const FAILURE_MS = 10_000;

interface DoneOptions {
  /** Takes the change back; the message says so when it did. Also on Ctrl-Z while the message stands. */
  undo?: () => unknown;
  /** Says more below the message. */
  detail?: string;
  /** A way on, such as opening what was made. */
  action?: { label: string; run: () => void };
}

let standing: { id: string; undo: () => unknown } | null = null;

async function takeBack(id: string, undo: () => unknown) {
  if (standing?.id === id) standing = null;
  notifications.hide(id);
  try {
    await undo();
    done("Undone");
  } catch (error) {
    failed(error);
  }
}

/** Takes back what the newest message with an undo is about. False when there is none. */
export function undoLast(): boolean {
  if (!standing) return false;
  void takeBack(standing.id, standing.undo);
  return true;
}

/** Says that something was done. */
export function done(text: string, { undo, detail, action }: DoneOptions = {}): void {
  const id = crypto.randomUUID();
  if (undo) standing = { id, undo };
  const button = undo
    ? { label: "Undo", run: () => void takeBack(id, undo) }
    : action && { label: action.label, run: () => (notifications.hide(id), action.run()) };
  notifications.show({
    id,
    color: "pine",
    icon: <IconCheck size={18} />,
    autoClose: button ? UNDO_MS : SHORT_MS,
    withBorder: true,
    onClose: () => {
      if (standing?.id === id) standing = null;
    },
    message: <Message text={text} detail={detail} button={button} />,
  });
}

interface MessageProps {
  text: string;
  detail?: string;
  button?: { label: string; run: () => void };
}

function Message({ text, detail, button }: MessageProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div>
        <Text size="sm" fw={500} c="var(--mantine-color-text)">
          {text}
        </Text>
        {detail ? (
          <Text size="xs" c="dimmed">
            {detail}
          </Text>
        ) : null}
      </div>
      {button ? (
        <Button size="compact-sm" variant="light" onClick={button.run} style={{ flexShrink: 0 }}>
          {button.label}
        </Button>
      ) : null}
    </Group>
  );
}

/** Says what went wrong, in the API's words; the same failure is said once. */
export function failed(error: unknown, what = "This did not work"): void {
  // The dialog that asks to sign in again says it.
  if (error instanceof ProblemError && error.code === "not_signed_in") return;
  const text = sentence(error);
  const reference =
    error instanceof ProblemError && error.status >= 500 ? ` Reference: ${error.problem.request_id}.` : "";
  const id = `failed:${text}`;
  notifications.hide(id);
  notifications.show({
    id,
    role: "alert",
    color: "red",
    icon: <IconAlertTriangle size={18} />,
    autoClose: FAILURE_MS,
    withBorder: true,
    title: what,
    message: text + reference,
  });
}

/** Says something that people should know but need not act on. */
export function told(text: string): void {
  notifications.show({
    color: "blue",
    icon: <IconInfoCircle size={18} />,
    autoClose: SHORT_MS,
    withBorder: true,
    message: text,
  });
}
