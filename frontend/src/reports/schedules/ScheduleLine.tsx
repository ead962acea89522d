// One report that is sent regularly, with what can be done about it.
import { ActionIcon, Anchor, Badge, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { usePersonName } from "@/records/people";
import { DateText } from "@/ui/DateText";

import { reportSearch } from "../show/address";
import { reportLink } from "../show/links";
import { useDeleteSchedule, usePause, useSendNow, type Schedule } from "./queries";
import classes from "./Schedules.module.css";
import { howOften, momentText } from "./words";

interface ScheduleLineProps {
  schedule: Schedule;
  /** What the report is called. */
  title: string;
  /** The agency's clock. */
  zone: string;
  /** Opens the dialog; left out where the caller may not change it. */
  onChange?: () => void;
}

function people(recipients: readonly unknown[]): string {
  const [first = "", second] = recipients.map(String);
  if (recipients.length <= 2) return second ? `${first} and ${second}` : first;
  return `${first} and ${recipients.length - 1} others`;
}

export function ScheduleLine({ schedule, title, zone, onChange }: ScheduleLineProps) {
  const nameOf = usePersonName();
  return (
    <li className={classes["line"]} aria-label={schedule.name}>
      <div className={classes["what"]}>
        <Text component="div" fw={550} className={classes["address"]}>
          {schedule.name}{" "}
          {schedule.is_active ? null : (
            <Badge variant="default" size="sm" radius="sm" tt="none">
              {schedule.last_error ? "Stopped" : "Resting"}
            </Badge>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          <Anchor
            size="sm"
            underline="always"
            className={classes["report"]}
            renderRoot={(props) => <Link {...reportLink(schedule.report, reportSearch(schedule.asked))} {...props} />}
          >
            {title}
          </Anchor>{" "}
          as {schedule.format} · {howOften(schedule)}
        </Text>
        <Tooltip label={schedule.recipients.map(String).join(", ")} multiline maw={360} withArrow>
          <Text size="sm" c="dimmed" className={classes["address"]} w="fit-content">
            To {people(schedule.recipients)}, from {nameOf(schedule.owner_id)}
          </Text>
        </Tooltip>
      </div>
      <div className={classes["when"]}>
        <div className={classes["label"]}>Next</div>
        <span className="lg-number">{schedule.next_at ? momentText(schedule.next_at, zone) : "–"}</span>
      </div>
      <div className={classes["when"]}>
        <div className={classes["label"]}>Last</div>
        {schedule.last_at ? <DateText value={schedule.last_at} style="ago" /> : "Never"}
      </div>
      <div className={classes["menu"]}>{onChange ? <Actions schedule={schedule} onChange={onChange} /> : null}</div>
      {schedule.last_error ? (
        <div className={classes["wrong"]}>
          <IconAlertTriangle size={16} stroke={1.7} aria-hidden />
          <span>{schedule.last_error}</span>
        </div>
      ) : null}
    </li>
  );
}

function Actions({ schedule, onChange }: { schedule: Schedule; onChange: () => void }) {
  const may = useMay();
  const go = useNavigate();
  const pause = usePause();
  const remove = useDeleteSchedule();
  const send = useSendNow((id) => void go({ to: "/$noun/$id", params: { noun: "reports", id: String(id) } }));
  const { is_active: active } = schedule;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          size={36}
          aria-label={`What to do with ${schedule.name}`}
          loading={pause.isPending || remove.isPending || send.isPending}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSend size={16} />} onClick={() => send.mutate(schedule)}>
          Send now
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onChange}>
          Change
        </Menu.Item>
        <Menu.Item
          leftSection={active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          onClick={() => pause.mutate({ schedule, active: !active })}
        >
          {active ? "Pause" : "Resume"}
        </Menu.Item>
        {may("report_schedules:delete") ? (
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => remove.mutate(schedule)}>
            Delete
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
