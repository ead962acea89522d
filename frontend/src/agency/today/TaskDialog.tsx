// A task: set anew, or changed.
import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";

import { ProblemError, sentence } from "@/api/problem";
import { useMe } from "@/api/session";
import { instantOf, wallClock } from "@/ui/clock";
import { DateInput } from "@/ui/inputs/DateInput";
import { DAY_HINT, isDay } from "@/ui/inputs/day";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { taskQuery, useChangeTask, useCreateTask, type Task } from "./queries";

interface TaskDialogProps {
  /** Changes this one; null sets a new one. */
  id: number | null;
  today: string;
  zone: string;
  onClose: () => void;
}

export function TaskDialog({ id, ...rest }: TaskDialogProps) {
  return (
    <Modal opened onClose={rest.onClose} title={id === null ? "New task" : "Change the task"}>
      {id === null ? <TaskForm task={null} {...rest} /> : <Fetched id={id} {...rest} />}
    </Modal>
  );
}

function Fetched({ id, ...rest }: TaskDialogProps & { id: number }) {
  const task = useQuery(taskQuery(id));
  if (task.data) return <TaskForm task={task.data} {...rest} />;
  if (task.error) return <Failure error={task.error} onRetry={() => void task.refetch()} />;
  return <Loading label="Fetching the task" rows={4} />;
}

const PRIORITIES = [
  { value: "low", label: "Low" },
  { value: "normal", label: "Normal" },
  { value: "high", label: "High" },
];

type TaskFormProps = Omit<TaskDialogProps, "id"> & { task: Task | null };
type Written = Pick<Task, "title" | "description" | "due_at" | "priority">;

function TaskForm({ task, today, zone, onClose }: TaskFormProps) {
  const me = useMe().user;
  const create = useCreateTask();
  const change = useChangeTask();
  const due = task?.due_at ? wallClock(zone, new Date(task.due_at)) : null;
  const form = useForm({
    initialValues: {
      title: task?.title ?? "",
      description: task?.description ?? "",
      day: task ? (due?.day ?? "") : today,
      priority: (task?.priority ?? "normal") as string,
    },
    validate: {
      title: (title) => (title.trim() ? null : "Say what is to be done."),
      day: (day) => (day === "" || isDay(day) ? null : DAY_HINT),
    },
  });
  const error = create.error ?? change.error;
  const fields = error instanceof ProblemError ? error.fields : {};

  async function save({ title, description, day, priority }: typeof form.values) {
    const written: Written = {
      title: title.trim(),
      description: description.trim() || null,
      due_at: day ? instantOf(zone, day, due?.time) : null,
      priority: priority as Task["priority"],
    };
    if (task) {
      const { title, description, due_at, priority } = task;
      await change.mutateAsync({ id: task.id, changes: written });
      done("Task changed", {
        undo: () => change.mutateAsync({ id: task.id, changes: { title, description, due_at, priority } }),
      });
    } else {
      const { id } = await create.mutateAsync({ ...written, owner_id: me?.id ?? null });
      done("Task set", { undo: () => change.mutateAsync({ id, changes: { status: "cancelled" } }) });
    }
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values).catch(() => undefined))} noValidate>
      <Stack gap="sm">
        <TextInput
          label="What is to be done"
          data-autofocus
          maxLength={255}
          {...form.getInputProps("title")}
          error={form.errors["title"] ?? fields["title"]}
        />
        <Textarea label="Notes" autosize minRows={2} maxRows={6} {...form.getInputProps("description")} />
        <Group grow align="flex-end">
          <DateInput
            label="Due"
            value={form.values.day || null}
            onChange={(day) => form.setFieldValue("day", day ?? "")}
            error={form.errors["day"] ?? fields["due_at"]}
          />
          <div>
            <Text size="sm" fw={500} id="task-priority" component="label">
              Priority
            </Text>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-labelledby="task-priority"
              data={PRIORITIES}
              {...form.getInputProps("priority")}
            />
          </div>
        </Group>
        {error && Object.keys(fields).length === 0 ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {sentence(error)}
          </Text>
        ) : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || change.isPending}>
            {task ? "Save" : "Set task"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
