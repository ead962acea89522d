// A report that is sent again and again: how often, to whom, as what.
import { Alert, Modal, SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCalendarEvent, IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { FormFoot } from "@/ui/FormFoot";
import { done } from "@/ui/toasts";

import type { Asked, Format } from "../made/data";
import { FORMATS } from "../made/words";
import { MailWay } from "./MailWay";
import { nextQuery, useSaveSchedule, type Schedule } from "./queries";
import classes from "./Schedules.module.css";
import {
  addresses,
  CADENCES,
  HOURS,
  isFixed,
  momentText,
  MONTH_DAYS,
  recipientsProblem,
  WEEKDAYS,
  type Cadence,
} from "./words";

interface ScheduleDialogProps {
  /** A key of the catalogue, or `own:7`. */
  report: string;
  asked: Asked;
  /** What the report is called. */
  title?: string;
  /** The one that is changed; without it, a new one is made. */
  schedule?: Schedule;
  onClose: () => void;
}

const MONDAY = "1";
const FIRST = "1";
const SEVEN = "7";

/** What was said of the report, without what was not. */
function said({ filter, ...rest }: Asked): Record<string, unknown> {
  const criteria: unknown = typeof filter === "string" ? JSON.parse(filter) : filter;
  return Object.fromEntries(
    Object.entries({ ...rest, filter: criteria }).filter(([, value]) => value !== undefined && value !== null),
  );
}

export function ScheduleDialog({ report, asked, title = "", schedule, onClose }: ScheduleDialogProps) {
  const save = useSaveSchedule(schedule);
  const [refused, setRefused] = useState("");
  const form = useForm({
    initialValues: {
      name: schedule?.name ?? title,
      cadence: schedule?.cadence ?? ("weekly" as Cadence),
      weekday: String(schedule?.weekday ?? MONDAY),
      day: String(schedule?.day_of_month ?? FIRST),
      hour: String(schedule?.hour ?? SEVEN),
      recipients: (schedule?.recipients ?? []) as string[],
      format: schedule?.format ?? ("PDF" as Format),
    },
    validate: {
      name: (value) => (value.trim() ? null : "Name it, so that whoever gets it knows what it is."),
      recipients: (value) => recipientsProblem(value),
    },
  });
  const { cadence, weekday, day, hour } = form.getValues();

  function submit(values: ReturnType<typeof form.getValues>) {
    setRefused("");
    const fields = {
      name: values.name.trim(),
      report,
      asked: said(asked),
      cadence: values.cadence,
      weekday: values.cadence === "weekly" ? Number(values.weekday) : null,
      day_of_month: values.cadence === "monthly" ? Number(values.day) : null,
      hour: Number(values.hour),
      recipients: values.recipients,
      format: values.format,
    };
    save.mutate(fields, {
      onSuccess: ({ name }) => {
        onClose();
        done(schedule ? `“${name}” is changed` : `“${name}” is sent regularly from now on`);
      },
      onError: (error) => {
        const wrong = error instanceof ProblemError ? error.fields : {};
        const here = Object.entries(wrong).filter(([name]) => name in form.getValues());
        if (here.length > 0) form.setErrors(Object.fromEntries(here));
        else setRefused(Object.values(wrong)[0] ?? sentence(error));
      },
    });
  }

  return (
    <Modal opened onClose={onClose} title={schedule ? "Change what is sent" : "Send regularly"} size="lg">
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="The subject of the mail."
            maxLength={255}
            required
            {...form.getInputProps("name")}
          />
          <fieldset className={classes["often"]}>
            <legend>How often</legend>
            <SegmentedControl
              fullWidth
              aria-label="How often"
              data={[...CADENCES]}
              value={cadence}
              onChange={(value) => form.setFieldValue("cadence", value)}
            />
            <div className={classes["times"]}>
              {cadence === "weekly" ? (
                <Select label="On" data={WEEKDAYS} allowDeselect={false} {...form.getInputProps("weekday")} />
              ) : null}
              {cadence === "monthly" ? (
                <Select label="On" data={MONTH_DAYS} allowDeselect={false} {...form.getInputProps("day")} />
              ) : null}
              <Select label="At" data={HOURS} allowDeselect={false} {...form.getInputProps("hour")} />
            </div>
            <Next cadence={cadence} weekday={Number(weekday)} day={Number(day)} hour={Number(hour)} />
          </fieldset>
          <TagsInput
            label="To"
            description="Everybody gets a link of their own, also people without an account. It works for 14 days."
            placeholder={form.getValues().recipients.length === 0 ? "ann@example.com" : ""}
            required
            acceptValueOnBlur
            splitChars={[",", ";", "\n", "\t"]}
            {...form.getInputProps("recipients")}
            onChange={(typed) => form.setFieldValue("recipients", addresses(typed))}
          />
          <div>
            <Text size="sm" fw={500} mb={4} id="schedule-format">
              Format
            </Text>
            <SegmentedControl
              fullWidth
              aria-labelledby="schedule-format"
              data={FORMATS.map(({ format }) => format)}
              {...form.getInputProps("format")}
            />
          </div>
          {isFixed(asked.period) ? (
            <Alert icon={<IconInfoCircle size={18} />} color="yellow" variant="default">
              It is about {asked.period} each time. Choose a period such as “Last month” to have it move on.
            </Alert>
          ) : null}
          <MailWay />
          <Text size="sm" c="dimmed">
            It is sent in your name and shows what you may see at the time.
          </Text>
          <FormFoot
            error={refused}
            submit={schedule ? "Save" : "Send regularly"}
            sending={save.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

interface NextProps {
  cadence: Cadence;
  weekday: number;
  day: number;
  hour: number;
}

function Next(times: NextProps) {
  const { data, error } = useQuery({ ...nextQuery(times), placeholderData: keepPreviousData });
  return (
    <Text size="sm" className={classes["next"]} role="status">
      <IconCalendarEvent size={17} stroke={1.6} aria-hidden />
      {data ? (
        <span>
          Next: <strong>{momentText(data.next_at, data.zone)}</strong>
          <span className={classes["zone"]}> {data.zone.replaceAll("_", " ")}</span>
        </span>
      ) : (
        <span>{error ? sentence(error) : "Next: …"}</span>
      )}
    </Text>
  );
}
