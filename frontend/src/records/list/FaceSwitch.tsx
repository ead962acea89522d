// Rows or board: the same question, shown in two ways.
import { SegmentedControl } from "@mantine/core";
import { IconLayoutKanban, IconList, type Icon } from "@tabler/icons-react";
import { useEffect } from "react";

import type { Face } from "@/app/search";
import { useShortcut } from "@/ui/shortcuts";

import type { BoardConfig } from "./config";
import classes from "./List.module.css";
import type { ListState } from "./useList";

interface FaceSwitchProps {
  state: ListState;
}

const FACES: { face: Face; label: string; icon: Icon }[] = [
  { face: "list", label: "List", icon: IconList },
  { face: "board", label: "Board", icon: IconLayoutKanban },
];

export function FaceSwitch({ state }: FaceSwitchProps) {
  const { board } = state.list;
  return board ? <Switch state={state} board={board} /> : null;
}

interface SwitchProps extends FaceSwitchProps {
  board: BoardConfig;
}

function Switch({ state: { face, question, ask }, board }: SwitchProps) {
  useEffect(() => {
    if (!("requestIdleCallback" in window)) return;
    const waiting = window.requestIdleCallback(() => board.fetch());
    return () => window.cancelIdleCallback(waiting);
  }, [board]);

  function show(next: Face) {
    if (next === "board") board.ask(question);
    ask({ face: next });
  }

  useShortcut("b", "Show as a list or as a board", () => show(face === "list" ? "board" : "list"));
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show as"
      classNames={{ root: classes["faces"], label: classes["faceButton"] }}
      value={face}
      onChange={(value) => show(value === "board" ? "board" : "list")}
      data={FACES.map(({ face: value, label, icon: Picture }) => ({
        value,
        label: (
          <span className={classes["face"]}>
            <Picture size={16} stroke={1.7} aria-hidden />
            <span className={classes["faceLabel"]}>{label}</span>
          </span>
        ),
      }))}
    />
  );
}
