// Which days a report is about: chosen by name, or typed as people name them.
import { Autocomplete } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";

import { DateInput } from "@/ui/inputs/DateInput";
import { isDay } from "@/ui/inputs/day";
import { selectAll } from "@/ui/inputs/props";

import {
  fittingChoices,
  OTHER_DAYS,
  periodChoices,
  readRange,
  spokenPeriod,
  writeRange,
  writtenPeriod,
} from "./periods";
import styles from "./Show.module.css";

interface PeriodFieldProps {
  /** As the API writes it. */
  value: string;
  /** The days on screen, with which days of one's own begin. */
  days: { first: string; last: string } | null;
  /** By the agency's clock. */
  today: string;
  error?: string;
  onChange: (period: string) => void;
}

export function PeriodField({ value, days, today, error, onChange }: PeriodFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const range = readRange(value);
  const shown = range ? OTHER_DAYS : spokenPeriod(value);

  function choose(text: string) {
    setTyped(null);
    if (text.trim() === "" || text === shown) return;
    if (text === OTHER_DAYS) onChange(days ? writeRange(days.first, days.last) : writeRange(today, today));
    else onChange(writtenPeriod(text));
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Escape") setTyped(null);
    // An option under the arrow keys is taken by the list itself.
    const isPointed = event.currentTarget.getAttribute("aria-activedescendant");
    if (event.key === "Enter" && typed !== null && !isPointed) choose(typed);
  }
  return (
    <>
      <Autocomplete
        label="Period"
        rightSection={<IconChevronDown size={15} stroke={1.6} aria-hidden />}
        rightSectionPointerEvents="none"
        placeholder="Such as Q1 2024"
        value={typed ?? shown}
        data={fittingChoices(periodChoices(today, typed ?? ""), typed ?? "")}
        filter={({ options }) => options}
        error={error}
        onFocus={selectAll}
        onChange={setTyped}
        onOptionSubmit={choose}
        onBlur={() => choose(typed ?? "")}
        onKeyDown={onKeyDown}
      />
      {range ? <Days {...range} onChange={(first, last) => onChange(writeRange(first, last))} /> : null}
    </>
  );
}

interface DaysProps {
  first: string;
  last: string;
  onChange: (first: string, last: string) => void;
}

const TYPING_MS = 600;

/** Heard a moment after both are days, and in order. */
function Days({ first, last, onChange }: DaysProps) {
  const [days, setDays] = useState<{ from: string | null; to: string | null }>({ from: first, to: last });
  const [said, setSaid] = useState(writeRange(first, last));
  if (said !== writeRange(first, last)) {
    // Changed by the address, not by typing here.
    setSaid(writeRange(first, last));
    setDays({ from: first, to: last });
  }
  const tell = useDebouncedCallback((from: string, to: string) => {
    setSaid(writeRange(from, to));
    onChange(from, to);
  }, TYPING_MS);
  const { from, to } = days;
  const isTurned = isDay(from) && isDay(to) && from > to;

  function take(next: typeof days) {
    setDays(next);
    if (isDay(next.from) && isDay(next.to) && next.from <= next.to) tell(next.from, next.to);
  }
  return (
    <div className={`${styles["range"]} ${styles["wide"]}`}>
      <DateInput label="First day" value={from} onChange={(day) => take({ from: day, to })} />
      <DateInput
        label="Last day"
        value={to}
        error={isTurned ? "This is before the first day." : undefined}
        onChange={(day) => take({ from, to: day })}
      />
    </div>
  );
}
