// Search, filters and what else changes the list.
import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import { useShortcut } from "@/ui/shortcuts";

import { NOUNS } from "../nouns";
import classes from "./List.module.css";
import type { ListState } from "./useList";

const PAUSE_MS = 150;

interface ToolbarProps {
  state: ListState;
}

export function Toolbar({ state }: ToolbarProps) {
  return (
    <div className={classes["tools"]}>
      <SearchBox
        key={state.view?.id}
        label={`Search ${NOUNS[state.noun].many.toLowerCase()}`}
        value={state.question.q}
        onSearch={(q) => state.ask({ q }, true)}
      />
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
