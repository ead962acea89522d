// The month to pick a day from.
import "@mantine/dates/styles.layer.css";

import { DatePicker } from "@mantine/dates";
import { useEffect, useRef } from "react";

import { today } from "./day";

interface CalendarProps {
  day: string | null;
  onPick: (day: string | null) => void;
}

const NEAREST = ["[data-selected]", "[data-today]", "td button:not([data-outside])"];

export default function Calendar({ day, onPick }: CalendarProps) {
  const month = useRef<HTMLDivElement>(null);

  // The arrows move from the day that stands in the input.
  useEffect(() => {
    const found = NEAREST.map((day) => month.current?.querySelector<HTMLElement>(day)).find(Boolean);
    found?.focus();
  }, []);

  return (
    <div ref={month}>
      <DatePicker
        value={day}
        defaultDate={day ?? today()}
        onChange={onPick}
        firstDayOfWeek={0}
        weekendDays={[]}
        highlightToday
        size="sm"
        ariaLabels={{
          nextMonth: "Next month",
          previousMonth: "Previous month",
          nextYear: "Next year",
          previousYear: "Previous year",
          nextDecade: "Next decade",
          previousDecade: "Previous decade",
        }}
      />
    </div>
  );
}
