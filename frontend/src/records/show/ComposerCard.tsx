// One card to add to the record: a note, a task, or what was talked about.
import { Tabs } from "@mantine/core";
import { IconCheckbox, IconNote, IconPhoneOutgoing } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

import { useMay } from "@/api/session";

import { useComposer, type Box } from "./composer";
import { NoteBox } from "./notes/NoteBox";
import { LogBox } from "./talks/LogBox";
import { TaskBox } from "./tasks/TaskBox";

export function ComposerCard() {
  const { box, opened, open, canLog, withWhom } = useComposer();
  const may = useMay();
  const note = useRef<HTMLTextAreaElement>(null);
  const task = useRef<HTMLInputElement>(null);
  const talk = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (opened === 0) return;
    const field = { note, task, talk }[box].current;
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: "center", behavior: "smooth" });
  }, [box, opened]);

  const boxes = (["note", "task", "talk"] as const).filter(
    (each) =>
      may({ note: "notes:write", task: "tasks:write", talk: "communications:write" }[each]) &&
      (each !== "talk" || canLog),
  );
  const [first] = boxes;
  if (!first) return null;
  return (
    <section className="lg-card" aria-label="Add to this record">
      <Tabs value={boxes.includes(box) ? box : first} onChange={(next) => open((next ?? "note") as Box)} keepMounted>
        <Tabs.List px="xs">
          {boxes.includes("note") ? (
            <Tabs.Tab value="note" leftSection={<IconNote size={16} />}>
              Note
            </Tabs.Tab>
          ) : null}
          {boxes.includes("task") ? (
            <Tabs.Tab value="task" leftSection={<IconCheckbox size={16} />}>
              Task
            </Tabs.Tab>
          ) : null}
          {boxes.includes("talk") ? (
            <Tabs.Tab value="talk" leftSection={<IconPhoneOutgoing size={16} />}>
              Call or message
            </Tabs.Tab>
          ) : null}
        </Tabs.List>
        {boxes.includes("note") ? (
          <Tabs.Panel value="note" p="md">
            <NoteBox inputRef={note} />
          </Tabs.Panel>
        ) : null}
        {boxes.includes("task") ? (
          <Tabs.Panel value="task" p="md">
            <TaskBox inputRef={task} />
          </Tabs.Panel>
        ) : null}
        {boxes.includes("talk") && withWhom ? (
          <Tabs.Panel value="talk" p="md">
            <LogBox customer={withWhom} inputRef={talk} />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </section>
  );
}
