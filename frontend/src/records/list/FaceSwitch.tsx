// Rows or board: the same question, shown in two ways.
import { SegmentedControl } from "@mantine/core";
import { IconLayoutKanban, IconList, type Icon } from "@tabler/icons-react";

import type { Face } from "@/app/search";
import { useShortcut } from "@/ui/shortcuts";

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
  return state.list.board ? <Switch state={state} /> : null;
}

function Switch({ state: { face, ask } }: FaceSwitchProps) {
  useShortcut("b", "Show as a list or as a board", () => ask({ face: face === "list" ? "board" : "list" }));
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show as"
      className={classes["faces"]}
      value={face}
      onChange={(value) => ask({ face: value === "board" ? "board" : "list" })}
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
