// The open record beside its list: at the side on wide screens, over the page on narrow ones.
import { ActionIcon, Drawer, Text, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsMaximize, IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, type ReactNode } from "react";

import { useShortcut } from "@/ui/shortcuts";
import { Loading } from "@/ui/states";

import { NOUNS } from "../nouns";
import { searchOf } from "./address";
import { amount } from "./count";
import classes from "./List.module.css";
import type { ListState } from "./useList";

const RecordPanel = lazy(() => import("../show").then((module) => ({ default: module.RecordPanel })));

const WIDE = "(min-width: 75em)";

interface SidePanelProps {
  state: ListState;
  id: number;
  /** The records before and after it, where those are not the rows of a list. */
  beside?: readonly { id: number }[];
}

export function SidePanel({ state, id, beside }: SidePanelProps) {
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const { noun, open } = state;
  const close = () => open(undefined);
  if (isWide)
    return (
      <aside className={classes["aside"]} aria-label={`Open ${NOUNS[noun].one}`}>
        <Inside state={state} id={id} beside={beside} onClose={close} />
      </aside>
    );
  return (
    <Drawer.Root opened onClose={close} position="right" size="min(560px, 100%)">
      <Drawer.Overlay />
      <Drawer.Content aria-label={`Open ${NOUNS[noun].one}`}>
        <Drawer.Body p={0}>
          <Inside state={state} id={id} beside={beside} onClose={close} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Inside({ state, id, beside, onClose }: SidePanelProps & { onClose: () => void }) {
  const { noun, rows, total, open, asked, asView, search } = state;
  const navigate = useNavigate();
  const others: readonly { id: number }[] = beside ?? rows.rows;
  const place = others.findIndex((row) => row.id === id);
  const previous = others[place - 1];
  const next = place === -1 ? undefined : others[place + 1];
  const { one } = NOUNS[noun];

  function step(row: { id: number } | undefined) {
    if (!row) return;
    open(row.id, true);
    // Rows that are not loaded yet are fetched before the end is reached.
    if (!beside) rows.onVisible(place, place + 20);
  }
  const whole = () =>
    void navigate({
      to: "/$noun/$id",
      params: { noun, id: String(id) },
      search: searchOf(asked, asView, search.view),
    });
  useShortcut("j", `Next ${one}`, () => step(next), { enabled: next !== undefined });
  useShortcut("k", `Previous ${one}`, () => step(previous), { enabled: previous !== undefined });
  useShortcut("escape", "Close the panel", onClose);
  useShortcut("o", `Open the page of the ${one}`, whole);

  return (
    <>
      <div className={classes["asideHead"]}>
        <Step label={`Previous ${one}`} keys="K" disabled={!previous} onClick={() => step(previous)}>
          <IconChevronUp size={18} />
        </Step>
        <Step label={`Next ${one}`} keys="J" disabled={!next} onClick={() => step(next)}>
          <IconChevronDown size={18} />
        </Step>
        {place >= 0 && !beside ? (
          <Text size="sm" c="dimmed" className="lg-number" ml={4}>
            {amount(place + 1)}
            {total && !total.about ? ` of ${amount(total.total)}` : ""}
          </Text>
        ) : null}
        <span className={classes["barPush"]} />
        <Step label="Open the whole page" keys="O" onClick={whole}>
          <IconArrowsMaximize size={17} />
        </Step>
        <Step label="Close" keys="Esc" onClick={onClose}>
          <IconX size={18} />
        </Step>
      </div>
      <div className={classes["asideBody"]}>
        <Suspense fallback={<Loading label={`Loading the ${one}`} rows={8} />}>
          <RecordPanel noun={noun} id={id} />
        </Suspense>
      </div>
    </>
  );
}

interface StepProps {
  label: string;
  keys: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Step({ label, keys, disabled = false, onClick, children }: StepProps) {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
