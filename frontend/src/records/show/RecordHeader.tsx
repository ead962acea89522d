// Who or what this is, the facts everybody looks for first, and what can be done.
import { ActionIcon, Button, Group, Menu, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconCheckbox,
  IconDots,
  IconMail,
  IconMessage2,
  IconNote,
  IconPhone,
  IconPhoneOutgoing,
  IconTrash,
  IconUserShare,
} from "@tabler/icons-react";
import { useMemo, useState, type ReactNode } from "react";

import { useMay } from "@/api/session";
import { usePaletteActions, type PaletteAction } from "@/ui/actions";
import { useShortcut } from "@/ui/shortcuts";
import { StatusBadge } from "@/ui/StatusBadge";

import { NOUNS } from "../nouns";
import { useComposer } from "./composer";
import { useRecord } from "./context";
import { DeleteDialog } from "./DeleteDialog";
import { GiveDialog } from "./GiveDialog";
import { usePlace } from "./place";
import classes from "./RecordHeader.module.css";

/** Whom a record's buttons call and write to. */
export interface Contact {
  name: string;
  phone?: string | null;
  email?: string | null;
}

interface RecordHeaderProps {
  title: string;
  /** A line of facts under the title. */
  facts?: ReactNode;
  /** The word for where it stands, when the record says it otherwise. */
  status?: string;
  contact?: Contact | null;
  /** Buttons of this noun, before the common ones. */
  actions?: ReactNode;
}

export function RecordHeader({ title, facts, status, contact, actions }: RecordHeaderProps) {
  const { noun, record, mayChange, mayDelete } = useRecord();
  const may = useMay();
  const place = usePlace();
  const composer = useComposer();
  const [dialog, setDialog] = useState<"give" | "delete" | null>(null);
  const { icon: Picture, one } = NOUNS[noun];
  const standing = status ?? record["status"];
  const close = () => setDialog(null);
  const mayNote = may("notes:write");
  const mayTask = may("tasks:write");
  const mayLog = may("communications:write") && composer.canLog;

  const offered = useMemo<PaletteAction[]>(() => {
    const shown: (PaletteAction | false)[] = [
      mayNote && { id: "note", label: "Add a note", icon: IconNote, keys: "n", run: () => composer.open("note") },
      mayTask && { id: "task", label: "Set a task", icon: IconCheckbox, keys: "t", run: () => composer.open("task") },
      mayLog && {
        id: "log",
        label: "Log a call or message",
        icon: IconPhoneOutgoing,
        keys: "l",
        run: () => composer.open("talk"),
      },
      mayChange && {
        id: "give",
        label: `Give this ${one} to somebody`,
        icon: IconUserShare,
        run: () => setDialog("give"),
      },
      mayDelete && { id: "delete", label: `Delete this ${one}`, icon: IconTrash, run: () => setDialog("delete") },
    ];
    return shown.filter((action) => action !== false).map((action) => ({ ...action, group: title }));
  }, [mayNote, mayTask, mayLog, mayChange, mayDelete, one, title, composer]);
  usePaletteActions(offered);
  useShortcut("n", "Add a note", () => composer.open("note"), { group: "This record", enabled: mayNote });
  useShortcut("t", "Set a task", () => composer.open("task"), { group: "This record", enabled: mayTask });
  useShortcut("l", "Log a call or message", () => composer.open("talk"), { group: "This record", enabled: mayLog });

  return (
    <div className={classes["header"]}>
      <Group gap="sm" wrap="nowrap" align="flex-start" miw={0}>
        <ThemeIcon variant="light" size={40} radius="md" aria-hidden>
          <Picture size={22} stroke={1.6} />
        </ThemeIcon>
        <div className={classes["words"]}>
          <Group gap={8} align="center">
            <Title order={place === "page" ? 1 : 2} size="h3" className={classes["title"] ?? ""}>
              {title}
            </Title>
            {typeof standing === "string" ? <StatusBadge value={standing} /> : null}
          </Group>
          {facts ? (
            <Text size="sm" c="dimmed" component="div">
              {facts}
            </Text>
          ) : null}
        </div>
      </Group>
      <Group gap="xs">
        {contact ? <ContactButtons contact={contact} /> : null}
        {actions}
        {mayNote ? (
          <Button
            variant="default"
            className={classes["roomy"] ?? ""}
            leftSection={<IconNote size={16} />}
            onClick={() => composer.open("note")}
          >
            Note
          </Button>
        ) : null}
        {mayTask ? (
          <Button
            variant="default"
            className={classes["roomy"] ?? ""}
            leftSection={<IconCheckbox size={16} />}
            onClick={() => composer.open("task")}
          >
            Task
          </Button>
        ) : null}
        {mayChange || mayDelete || mayLog || mayNote || mayTask ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={34} aria-label="More actions">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {mayNote ? (
                <Menu.Item leftSection={<IconNote size={16} />} onClick={() => composer.open("note")}>
                  Add a note
                </Menu.Item>
              ) : null}
              {mayTask ? (
                <Menu.Item leftSection={<IconCheckbox size={16} />} onClick={() => composer.open("task")}>
                  Set a task
                </Menu.Item>
              ) : null}
              {mayLog ? (
                <Menu.Item leftSection={<IconPhoneOutgoing size={16} />} onClick={() => composer.open("talk")}>
                  Log a call or message
                </Menu.Item>
              ) : null}
              {mayChange ? (
                <Menu.Item leftSection={<IconUserShare size={16} />} onClick={() => setDialog("give")}>
                  Give to somebody
                </Menu.Item>
              ) : null}
              {mayDelete ? (
                <Menu.Item
                  leftSection={<IconTrash size={16} />}
                  color="var(--mantine-color-error)"
                  onClick={() => setDialog("delete")}
                >
                  Delete {one}
                </Menu.Item>
              ) : null}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </Group>
      <GiveDialog opened={dialog === "give"} onClose={close} title={title} />
      <DeleteDialog opened={dialog === "delete"} onClose={close} title={title} />
    </div>
  );
}

function ContactButtons({ contact: { name, phone, email } }: { contact: Contact }) {
  const number = phone?.replace(/[^+\d]/g, "");
  return (
    <>
      {number ? (
        <>
          <ActionIcon
            component="a"
            href={`tel:${number}`}
            variant="default"
            size={34}
            aria-label={`Call ${name}`}
            title={`Call ${name}`}
          >
            <IconPhone size={17} />
          </ActionIcon>
          <ActionIcon
            component="a"
            href={`sms:${number}`}
            variant="default"
            size={34}
            aria-label={`Text ${name}`}
            title={`Text ${name}`}
          >
            <IconMessage2 size={17} />
          </ActionIcon>
        </>
      ) : null}
      {email ? (
        <ActionIcon
          component="a"
          href={`mailto:${email}`}
          variant="default"
          size={34}
          aria-label={`Write to ${name}`}
          title={`Write to ${name}`}
        >
          <IconMail size={17} />
        </ActionIcon>
      ) : null}
    </>
  );
}
