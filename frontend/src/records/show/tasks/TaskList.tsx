// The open tasks of a record, ticked off where they stand.
import { Checkbox, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { StatusBadge } from "@/ui/StatusBadge";
import { done, failed } from "@/ui/toasts";

import { usePersonName } from "../../people";
import { useRecord } from "../context";
import { tasksQuery, useAttached, type Task } from "../queries";
import { SideCard } from "../SideCard";
import { urgency } from "./due";
import classes from "./tasks.module.css";

export function TaskList() {
  const { noun, id } = useRecord();
  const { data } = useQuery(tasksQuery(noun, id));
  if (!data || data.items.length === 0) return null;
  return (
    <SideCard title="Open tasks" count={data.items.length}>
      <ul className={classes["list"]}>
        {data.items.map((task) => (
          <OpenTask key={task.id} task={task} />
        ))}
      </ul>
    </SideCard>
  );
}

interface OpenTaskProps {
  task: Task;
}

function OpenTask({ task }: OpenTaskProps) {
  const may = useMay();
  const nameOf = usePersonName();
  const { change } = useAttached("tasks");
  const reopen = () => change.mutateAsync({ id: task.id, changes: { status: "open", completed_at: null } });
  // The line is gone before the answer is: what comes then must not hang on it.
  const complete = () =>
    change
      .mutateAsync({ id: task.id, changes: { status: "done" } })
      .then(() => done("Task completed", { detail: task.title, undo: reopen }))
      .catch((error: unknown) => failed(error));
  const late = task.due_at !== null && urgency(task.due_at) === "overdue";
  return (
    <li className={classes["task"]}>
      <Checkbox
        mt={2}
        checked={change.isPending || change.isSuccess}
        disabled={!may("tasks:write") || change.isPending}
        onChange={() => void complete()}
        aria-label={`Complete ${task.title}`}
      />
      <div>
        <Text size="md">{task.title}</Text>
        <Text size="xs" c="dimmed" component="div">
          {task.due_at ? (
            <span className={late ? classes["overdue"] : undefined}>
              {late ? "Was due " : "Due "}
              <DateText value={task.due_at} style="ago" />
            </span>
          ) : (
            "No date"
          )}
          {" · "}
          {nameOf(task.owner_id)} {task.priority === "high" ? <StatusBadge value="high" /> : null}
        </Text>
      </div>
    </li>
  );
}
