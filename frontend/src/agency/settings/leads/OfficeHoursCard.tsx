// When the office is open: only then does the time to answer a lead run.
import { Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { Card } from "../Card";
import classes from "./Leads.module.css";
import { officeHoursQuery, type OfficeDay } from "./queries";
import { clockOf, minuteOf, minuteText, WEEKDAYS } from "./words";

export function OfficeHoursCard() {
  const found = useQuery(officeHoursQuery);
  const zone = useQuery(agencyQuery).data?.timezone.replaceAll("_", " ");
  const description = `The time to answer a lead runs only then, by the agency's clock${zone ? ` (${zone})` : ""}, and never on federal holidays that fall on a weekday.`;
  if (found.error || !found.data)
    return (
      <Card title="Office hours" description={description} flush>
        {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : <Loading rows={7} />}
      </Card>
    );
  return <Week days={found.data.days} description={description} key={JSON.stringify(found.data.days)} />;
}

interface Hours {
  open: boolean;
  opens: string;
  closes: string;
}

const USUAL: Hours = { open: false, opens: "09:00", closes: "17:00" };

const hoursOf = (days: OfficeDay[]): Hours[] =>
  WEEKDAYS.map((_, weekday) => {
    const day = days.find((one) => one.weekday === weekday);
    return day ? { open: true, opens: clockOf(day.opens), closes: clockOf(day.closes % 1440) } : USUAL;
  });

function problemOf({ open, opens, closes }: Hours): string | null {
  if (!open) return null;
  const [from, to] = [minuteOf(opens), minuteOf(closes, true)];
  if (from === null || to === null) return "Write both times.";
  return from < to ? null : "It opens before it closes.";
}

function Week({ days, description }: { days: OfficeDay[]; description: string }) {
  const cache = useQueryClient();
  const mayChange = useMay()("routing:write");
  const [hours, setHours] = useState(() => hoursOf(days));
  const send = (sent: OfficeDay[]) => body(api.PUT("/v1/routing/office-hours", { body: { days: sent } }));
  const again = () => cache.invalidateQueries({ queryKey: officeHoursQuery.queryKey });
  const save = useMutation({
    mutationFn: send,
    onSuccess: () => {
      done("Office hours saved", { undo: () => send(days).then(again) });
      return again();
    },
    onError: (error) => failed(error),
  });
  const isOpen = hours.some(({ open }) => open);
  const isRight = isOpen && hours.every((one) => problemOf(one) === null);
  const isChanged = JSON.stringify(hours) !== JSON.stringify(hoursOf(days));

  const sent = hours.flatMap(({ open, opens, closes }, weekday) =>
    open ? [{ weekday, opens: minuteOf(opens) ?? 0, closes: minuteOf(closes, true) ?? 0 }] : [],
  );
  const change = (weekday: number, part: Partial<Hours>) =>
    setHours((now) => now.map((one, day) => (day === weekday ? { ...one, ...part } : one)));

  return (
    <Card
      title="Office hours"
      description={description}
      footer={
        mayChange ? (
          <Button disabled={!isChanged || !isRight} loading={save.isPending} onClick={() => save.mutate(sent)}>
            Save
          </Button>
        ) : null
      }
    >
      <div className={classes["week"]}>
        {hours.map((one, weekday) => (
          <Day
            key={weekday}
            name={WEEKDAYS[weekday] ?? ""}
            hours={one}
            onChange={mayChange ? (part) => change(weekday, part) : undefined}
          />
        ))}
      </div>
      {isOpen ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mt="xs">
          Choose at least one day.
        </Text>
      )}
    </Card>
  );
}

interface DayProps {
  name: string;
  hours: Hours;
  onChange?: (part: Partial<Hours>) => void;
}

function Day({ name, hours, onChange }: DayProps) {
  const problem = problemOf(hours);
  if (!onChange)
    return (
      <div className={classes["day"]}>
        <Text size="sm">{name}</Text>
        <Text size="sm" c="dimmed" className="lg-number">
          {hours.open
            ? `${minuteText(minuteOf(hours.opens) ?? 0)} to ${minuteText(minuteOf(hours.closes, true) ?? 0)}`
            : "Closed"}
        </Text>
      </div>
    );
  return (
    <div className={classes["day"]} role="group" aria-label={name}>
      <Checkbox
        label={name}
        checked={hours.open}
        onChange={({ currentTarget }) => onChange({ open: currentTarget.checked })}
      />
      {hours.open ? (
        <Group gap="xs" wrap="nowrap">
          <TextInput
            type="time"
            aria-label={`${name}, opens`}
            value={hours.opens}
            error={problem !== null}
            onChange={({ currentTarget }) => onChange({ opens: currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            to
          </Text>
          <TextInput
            type="time"
            aria-label={`${name}, closes`}
            value={hours.closes}
            error={problem !== null}
            onChange={({ currentTarget }) => onChange({ closes: currentTarget.value })}
          />
          {problem ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {problem}
            </Text>
          ) : null}
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          Closed
        </Text>
      )}
    </div>
  );
}
