// Search, filters and what else changes the list.
import { ActionIcon, CloseButton, Group, TextInput } from "@mantine/core";
import { IconChecklist, IconSearch } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import { useMay } from "@/api/session";
import { useShortcut } from "@/ui/shortcuts";

import { NOUNS } from "../nouns";
import { ColumnChooser } from "./ColumnChooser";
import { ExportMenu } from "./ExportMenu";
import { FaceSwitch } from "./FaceSwitch";
import { FilterBuilder } from "./FilterBuilder";
import classes from "./List.module.css";
import { QuickFilters } from "./QuickFilters";
import type { ListState } from "./useList";

const PAUSE_MS = 80;

interface ToolbarProps {
  state: ListState;
  /** Turns the boxes for picking on and off, where there is no room for them always. */
  onPick?: () => void;
}

export function Toolbar({ state, onPick }: ToolbarProps) {
  const [building, setBuilding] = useState(false);
  const may = useMay();
  useShortcut("f", "Filter the list", () => setBuilding(true));
  return (
    <div className={classes["tools"]}>
      <SearchBox
        key={state.view?.id}
        label={`Search ${NOUNS[state.noun].many.toLowerCase()}`}
        value={state.question.q}
        onSearch={(q) => state.ask({ q }, true)}
      />
      <div className={classes["filters"]}>
        <QuickFilters state={state} onOpenBuilder={() => setBuilding(true)} />
      </div>
      <Group gap={6} wrap="nowrap" className={classes["push"]}>
        <FaceSwitch state={state} />
        {onPick ? (
          <ActionIcon variant="default" size={34} aria-label="Pick records" onClick={onPick}>
            <IconChecklist size={18} stroke={1.6} />
          </ActionIcon>
        ) : state.face === "list" ? (
          <ColumnChooser state={state} />
        ) : null}
        {may(`${state.noun}:export`) ? <ExportMenu state={state} /> : null}
      </Group>
      <FilterBuilder state={state} opened={building} onClose={() => setBuilding(false)} />
    </div>
  );
}

interface SearchBoxProps {
  label: string;
  value: string;
  onSearch: (q: string) => void;
}

/** Asks a moment after the last letter; what is typed is never taken away by an answer. */
function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [asked, setAsked] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // Changed by the address, not by typing here.
    if (value !== asked) {
      setTyped(value);
      setAsked(value);
    }
  }
  const search = useEffectEvent((q: string) => {
    setAsked(q);
    onSearch(q);
  });
  useEffect(() => {
    if (typed === asked) return;
    const timer = window.setTimeout(() => search(typed), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, asked]);
  useShortcut("/", label, () => box.current?.focus());

  return (
    <TextInput
      ref={box}
      type="search"
      className={classes["search"]}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed ? <CloseButton size="sm" aria-label="Clear search" onClick={() => setTyped("")} /> : undefined
      }
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && typed) setTyped("");
      }}
    />
  );
}
