// The month to pick a day from.
import "@mantine/dates/styles.css";

import { DatePicker } from "@mantine/dates";

import { today } from "./day";

interface CalendarProps {
  day: string | null;
  onPick: (day: string | null) => void;
}

export default function Calendar({ day, onPick }: CalendarProps) {
  return (
    <div data-autofocus tabIndex={-1}>
      <DatePicker
        value={day}
        defaultDate={day ?? today()}
        onChange={onPick}
        firstDayOfWeek={0}
        highlightToday
        size="sm"
        ariaLabels={{
          nextMonth: "Next month",
          previousMonth: "Previous month",
          monthLevelControl: "Choose a month",
          yearLevelControl: "Choose a year",
          nextYear: "Next year",
          previousYear: "Previous year",
          nextDecade: "Next decade",
          previousDecade: "Previous decade",
        }}
      />
    </div>
  );
}
