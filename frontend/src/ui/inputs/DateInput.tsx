// A calendar date, typed in any usual way or picked from a calendar, which is fetched when it is first opened.
import { ActionIcon, Popover, Skeleton, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";

import { DAY_HINT, isDay, parseDay, typedDay } from "./day";
import type { InputProps } from "./props";

const Calendar = lazy(() => import("./Calendar"));

/** `onChange` hears `2026-03-14`, null, or, while it is no date yet, the text itself, which the API refuses by name. */
export function DateInput({ value, onChange, error, onBlur, onKeyDown, ...rest }: InputProps<string | null>) {
  const [typed, setTyped] = useState<{ text: string; value: string | null } | null>(null);
  const [left, setLeft] = useState(false);
  const [opened, setOpened] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const text = typed && typed.value === value ? typed.text : shown(value);
  const wrong = left && value !== null && !isDay(value) ? DAY_HINT : null;

  function take(written: string) {
    const day = written.trim() === "" ? null : (parseDay(written) ?? written);
    setTyped({ text: written, value: day });
    setLeft(false);
    onChange(day);
  }
  function pick(day: string | null) {
    setTyped(null);
    setOpened(false);
    onChange(day);
    input.current?.focus();
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" withRoles={false} returnFocus>
      <Popover.Target>
        <TextInput
          placeholder="3/14/2026"
          {...rest}
          ref={input}
          classNames={{ input: "lg-number" }}
          value={text}
          error={error ?? wrong}
          autoComplete="off"
          onChange={({ currentTarget }) => take(currentTarget.value)}
          onBlur={(event) => {
            if (isDay(value)) setTyped(null);
            setLeft(true);
            onBlur?.(event);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" && event.altKey) setOpened(true);
            else onKeyDown?.(event);
          }}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label="Open the calendar"
              aria-haspopup="dialog"
              aria-expanded={opened}
              disabled={rest.disabled}
              onClick={() => setOpened((open) => !open)}
              // The input must not take the press for leaving it.
              onMouseDown={(event) => event.preventDefault()}
            >
              <IconCalendar size={16} stroke={1.6} />
            </ActionIcon>
          }
        />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Calendar">
        <Suspense fallback={<Skeleton w={252} h={260} />}>
          <Calendar day={isDay(value) ? value : null} onPick={pick} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

const shown = (value: string | null): string => (value === null ? "" : isDay(value) ? typedDay(value) : value);
