// One thing to do: what, for whom, why now, and the next step in place.
import { ActionIcon, Button, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconCalendarTime, IconCheck, IconDots, IconMail, IconPencil, IconPhone } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { addDays } from "@/ui/clock";
import { Money } from "@/ui/Money";

import { KINDS, personOf } from "./kinds";
import type { TodayItem } from "./queries";
import styles from "./TodayPage.module.css";
import { nextMonday } from "./zone";

export interface RowDoes {
  open: (item: TodayItem) => void;
  complete: (item: TodayItem) => void;
  putOff: (item: TodayItem, day: string) => void;
  settle: (item: TodayItem) => void;
  reply: (item: TodayItem) => void;
  edit: (item: TodayItem) => void;
}

interface RowProps {
  item: TodayItem;
  today: string;
  opened: boolean;
  /** Named where the queue is not only one's own. */
  withOwner: boolean;
  mayTasks: boolean;
  mayMessages: boolean;
  does: RowDoes;
}

export function Row({ item, opened, withOwner, ...rest }: RowProps) {
  const { icon: Picture } = KINDS[item.kind];
  return (
    <li className={styles["row"]} data-row={item.key} data-open={opened || undefined}>
      <span className={styles["kind"]} aria-hidden>
        <Picture size={18} stroke={1.7} />
      </span>
      <div className={styles["words"]}>
        <UnstyledButton className={styles["title"]} data-row-title onClick={() => rest.does.open(item)}>
          {item.title}
        </UnstyledButton>
        <div className={styles["facts"]}>
          <span className={item.days !== null && item.days < 0 ? styles["late"] : undefined}>{item.reason}</span>
          <Customer item={item} />
          {item.amount_cents === null ? null : <Money cents={item.amount_cents} style="rounded" />}
          {withOwner ? <span>{item.owner_name ?? "Nobody’s"}</span> : null}
        </div>
        {item.detail && item.detail !== item.title ? <div className={styles["detail"]}>{item.detail}</div> : null}
      </div>
      <Actions item={item} {...rest} />
    </li>
  );
}

interface CustomerProps {
  item: TodayItem;
}

function Customer({ item }: CustomerProps) {
  const person = personOf(item);
  if (!item.customer_name) return null;
  if (person === null) return <span>{item.customer_name}</span>;
  return (
    <span>
      <Link to="/$noun/$id" params={{ noun: person.noun, id: String(person.id) }} className={styles["customer"]}>
        {item.customer_name}
      </Link>
    </span>
  );
}

type ActionsProps = Pick<RowProps, "item" | "today" | "mayTasks" | "mayMessages" | "does">;

function Actions(props: ActionsProps) {
  const { item } = props;
  const who = item.customer_name ?? item.title;
  return (
    <div className={styles["actions"]}>
      {item.phone && item.action !== "call" ? (
        <Tooltip label={`Call ${item.phone}`}>
          <ActionIcon
            component="a"
            href={`tel:${item.phone}`}
            variant="subtle"
            color="gray"
            c="dimmed"
            size={32}
            aria-label={`Call ${who}`}
          >
            <IconPhone size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      {item.email ? (
        <Tooltip label={`Write to ${item.email}`}>
          <ActionIcon
            component="a"
            href={`mailto:${item.email}`}
            variant="subtle"
            color="gray"
            c="dimmed"
            size={32}
            aria-label={`Write to ${who}`}
          >
            <IconMail size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <More {...props} />
      <Next {...props} />
    </div>
  );
}

/** The one step that the row is waiting for. */
function Next({ item, mayTasks, mayMessages, does }: ActionsProps) {
  const look = { size: "compact-md", variant: "default", className: styles["next"] } as const;
  if (item.action === "complete" && mayTasks)
    return (
      <Button
        {...look}
        leftSection={<IconCheck size={15} />}
        onClick={() => does.complete(item)}
        aria-label={`Done: ${item.title}`}
      >
        Done
      </Button>
    );
  if (item.action === "call" && item.phone)
    return (
      <Button
        {...look}
        component="a"
        href={`tel:${item.phone}`}
        leftSection={<IconPhone size={15} />}
        aria-label={`Call back ${item.customer_name ?? item.phone}`}
      >
        Call
      </Button>
    );
  if ((item.action === "reply" || item.action === "call") && mayMessages)
    return (
      <Button {...look} onClick={() => does.reply(item)} aria-label={`Reply: ${item.title}`}>
        Reply
      </Button>
    );
  const word = item.action === "renew" ? "Renew" : "Open";
  return (
    <Button {...look} onClick={() => does.open(item)} aria-label={`${word}: ${item.title}`}>
      {word}
    </Button>
  );
}

function More({ item, today, mayTasks, mayMessages, does }: ActionsProps) {
  const forTask = item.kind === "task" && mayTasks;
  const forMessage = item.kind === "message" && mayMessages;
  if (!forTask && !forMessage) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="dimmed" size={32} aria-label={`More for ${item.title}`}>
          <IconDots size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {forTask ? (
          <>
            <Menu.Label>Put off to</Menu.Label>
            {later(today).map(({ label, day }) => (
              <Menu.Item
                key={label}
                leftSection={<IconCalendarTime size={16} />}
                onClick={() => does.putOff(item, day)}
              >
                {label}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => does.edit(item)}>
              Change the task…
            </Menu.Item>
          </>
        ) : (
          <>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => does.reply(item)}>
              Log the answer…
            </Menu.Item>
            <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => does.settle(item)}>
              Needs no answer
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const later = (today: string) => [
  { label: "Tomorrow", day: addDays(today, 1) },
  { label: "In three days", day: addDays(today, 3) },
  { label: "Next Monday", day: nextMonday(today) },
];
