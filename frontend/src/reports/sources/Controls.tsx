// Which days, by what, at which commission, compared or not.
import { Group, NumberInput, SegmentedControl, Select, Switch } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";

import { DateInput } from "@/ui/inputs/DateInput";

import { askedSpan, USUAL_PERIOD, type SourcesSearch } from "./address";
import { PERIODS, type Period } from "./periods";
import styles from "./Sources.module.css";

interface ControlsProps {
  search: SourcesSearch;
  today: string;
  onChange: (changed: SourcesSearch) => void;
  /** Percent of a first year's premium. */
  commission: number;
  onCommission: (percent: number) => void;
  isCompared: boolean;
  onCompared: (is: boolean) => void;
  /** The days it is compared with. */
  before: string | null;
}

const MOST_PERCENT = 200;
const TYPING_MS = 400;

export function Controls(props: ControlsProps) {
  const { search, today, onChange, commission, onCommission, isCompared, onCompared, before } = props;
  const { period = USUAL_PERIOD, by = "source" } = search;
  const typed = useDebouncedCallback(onCommission, TYPING_MS);

  function choose(chosen: Period | null) {
    if (!chosen) return;
    // One's own days begin with those that were on screen.
    const days = chosen === "custom" ? askedSpan(search, today) : null;
    onChange({ period: chosen, from: days?.from, to: days?.to });
  }
  return (
    <Group gap="sm" align="flex-end" className="lg-no-print">
      <Select
        label="Leads that came in"
        w={170}
        data={PERIODS}
        value={period}
        allowDeselect={false}
        onChange={choose}
      />
      {period === "custom" ? <Days search={search} onChange={onChange} /> : null}
      <SegmentedControl
        aria-label="A line for each"
        data={[
          { value: "source", label: "By source" },
          { value: "agent", label: "By agent" },
        ]}
        value={by}
        onChange={(chosen) => onChange({ by: chosen === "agent" ? "agent" : undefined })}
      />
      <NumberInput
        label="Commission"
        w={110}
        suffix="%"
        min={0}
        max={MOST_PERCENT}
        decimalScale={2}
        allowNegative={false}
        clampBehavior="strict"
        defaultValue={commission}
        onChange={(value) => typeof value === "number" && typed(value)}
      />
      <Switch
        className={styles["switch"]}
        label={isCompared && before ? `Compare with ${before}` : "Compare with the time before"}
        checked={isCompared}
        onChange={({ currentTarget }) => onCompared(currentTarget.checked)}
      />
    </Group>
  );
}

interface DaysProps {
  search: SourcesSearch;
  onChange: (changed: SourcesSearch) => void;
}

function Days({ search: { from, to }, onChange }: DaysProps) {
  const isTurned = from !== undefined && to !== undefined && from > to;
  return (
    <>
      <div className={styles["day"]}>
        <DateInput label="From" value={from ?? null} onChange={(day) => onChange({ from: day ?? undefined })} />
      </div>
      <div className={styles["day"]}>
        <DateInput
          label="To"
          value={to ?? null}
          error={isTurned ? "This is before the first day." : undefined}
          onChange={(day) => onChange({ to: day ?? undefined })}
        />
      </div>
    </>
  );
}
