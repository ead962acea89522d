// Where a task is set: what, by when, by whom, how urgent.
import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useId, useState, type KeyboardEvent, type Ref } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { useMe } from "@/api/session";
import { addDays, instantOf, wallClock } from "@/ui/clock";
import { DateInput } from "@/ui/inputs/DateInput";
import { isDay } from "@/ui/inputs/day";
import { PersonSelect } from "@/ui/inputs/PersonSelect";
import { done } from "@/ui/toasts";

import { useRecord } from "../context";
import { useAttached } from "../queries";
import { useAgencyZone } from "../timeline/useAgencyZone";
import classes from "./tasks.module.css";

const SOON = [
  { label: "Today", days: 0 },
  { label: "Tomorrow", days: 1 },
  { label: "In a week", days: 7 },
];

interface TaskBoxProps {
  inputRef?: Ref<HTMLInputElement>;
  onDone?: () => void;
}

export function TaskBox({ inputRef, onDone }: TaskBoxProps) {
  const { noun, id } = useRecord();
  const me = useMe().user;
  const [title, setTitle] = useState("");
  const zone = useAgencyZone();
  const today = wallClock(zone, new Date()).day;
  const [chosen, setDay] = useState<string | null>();
  const day = chosen === undefined ? addDays(today, 1) : chosen;
  const [owner, setOwner] = useState<number | null>(me?.id ?? null);
  const [priority, setPriority] = useState("normal");
  const named = useId();
  const { create, remove } = useAttached("tasks");
  const errors = create.error instanceof ProblemError ? create.error.fields : {};

  function submit() {
    const what = title.trim();
    if (what === "" || create.isPending) return;
    create.mutate(
      {
        title: what,
        due_at: day && isDay(day) ? instantOf(zone, day) : day,
        owner_id: owner,
        priority,
        record_type: noun,
        record_id: id,
      },
      {
        onSuccess: (task) => {
          setTitle("");
          setPriority("normal");
          done("Task set", { undo: () => remove.mutateAsync(task.id) });
          onDone?.();
        },
      },
    );
  }

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.defaultPrevented) submit();
  };
  const general = create.error && Object.keys(errors).length === 0 ? sentence(create.error) : "";
  return (
    <Stack gap="xs">
      <TextInput
        ref={inputRef}
        aria-label="New task"
        placeholder="What is to be done?"
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        onKeyDown={keyDown}
        error={errors["title"]}
        maxLength={255}
      />
      <div className={classes["when"]}>
        <DateInput label="Due" value={day} onChange={setDay} onKeyDown={keyDown} error={errors["due_at"]} />
        <PersonSelect label="For" value={owner} onChange={setOwner} error={errors["owner_id"]} />
        <div>
          <Text size="sm" fw={600} id={named}>
            Priority
          </Text>
          <SegmentedControl
            fullWidth
            size="sm"
            aria-labelledby={named}
            value={priority}
            onChange={setPriority}
            data={[
              { value: "low", label: "Low" },
              { value: "normal", label: "Normal" },
              { value: "high", label: "High" },
            ]}
          />
        </div>
      </div>
      {general ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {general}
        </Text>
      ) : null}
      <Group justify="space-between" gap="xs">
        <Group gap={4}>
          {SOON.map(({ label, days }) => (
            <Button
              key={label}
              variant={day === addDays(today, days) ? "light" : "subtle"}
              size="compact-xs"
              aria-pressed={day === addDays(today, days)}
              onClick={() => setDay(addDays(today, days))}
            >
              {label}
            </Button>
          ))}
        </Group>
        <Button size="compact-sm" onClick={submit} loading={create.isPending} disabled={title.trim() === ""}>
          Set task
        </Button>
      </Group>
    </Stack>
  );
}
