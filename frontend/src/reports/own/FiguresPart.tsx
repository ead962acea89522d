// Figures: the lines they stand in, what is measured, and how it is drawn.
import { ActionIcon, Button, Group, Radio, Select, Text, VisuallyHidden } from "@mantine/core";
import {
  IconChartBar,
  IconChartDonut,
  IconChartLine,
  IconGripVertical,
  IconPlus,
  IconTable,
  IconTrash,
} from "@tabler/icons-react";
import { useId, type ReactNode } from "react";

import { moved, useReorder } from "@/ui/reorder";
import type { Field } from "@/ui/inputs/kinds";

import styles from "./Builder.module.css";
import { measure, type Aggregate, type Chart, type Draft, type Grain, type Measure } from "./draft";
import type { PartProps } from "./parts";
import { AGGREGATES, CHARTS, GRAINS, groupFields, hasShares, isTimed, measureFields, options } from "./words";

const MOST = 8;
const RECORDS = "*";

export function FiguresPart(props: PartProps) {
  return (
    <>
      <Lines {...props} />
      <Measures {...props} />
      {props.draft.group ? <Pictures {...props} /> : null}
    </>
  );
}

function Lines({ draft, fields, errors, onChange }: PartProps) {
  const { group } = draft;
  const timed = isTimed(fields.find(({ name }) => name === group?.field));

  function choose(name: string | null) {
    if (!name) return onChange({ group: null });
    const isTime = isTimed(fields.find((field) => field.name === name));
    const by: Grain | null = isTime ? (group?.by ?? "month") : null;
    onChange({ group: { field: name, by }, chart: drawn(draft, isTime) });
  }
  return (
    <Group gap="xs" grow align="flex-start">
      <Select
        label="A line for each"
        placeholder="One line for all"
        clearable
        searchable
        data={options(groupFields(fields))}
        value={group?.field ?? null}
        error={errors["group"]}
        onChange={choose}
      />
      {group && timed ? (
        <Select
          label="By"
          data={GRAINS}
          allowDeselect={false}
          value={group.by}
          onChange={(by) => onChange({ group: { ...group, by } })}
        />
      ) : null}
    </Group>
  );
}

/** A first choice of lines gets a picture that fits them; later ones keep what was chosen. */
function drawn({ group, chart }: Draft, isTime: boolean): Chart {
  if (group) return isTime && chart === "bars" ? "columns" : chart;
  return isTime ? "columns" : "bars";
}

function Measures({ draft, fields, errors, onChange }: PartProps) {
  const { measures } = draft;
  const put = (next: Measure[]) => onChange({ measures: next });
  const { list, grip, said, held } = useReorder<HTMLOListElement>({
    count: measures.length,
    onMove: (from, to) => put(moved(measures, from, to)),
  });
  const label = useId();
  return (
    <div role="group" aria-labelledby={label}>
      <Text size="sm" fw={500} mb={6} id={label}>
        Figures
      </Text>
      <ol className={styles["rows"]} ref={list}>
        {measures.map((one, place) => (
          <li key={one.key} className={styles["measure"]} data-held={held === place || undefined}>
            <ActionIcon {...grip(place, `figure ${place + 1}`)} className={styles["grip"]}>
              <IconGripVertical size={16} stroke={1.6} />
            </ActionIcon>
            <MeasureRow
              one={one}
              place={place}
              fields={fields}
              error={errors[`measures.${place}`]}
              onChange={(part) => put(measures.map((other) => (other === one ? { ...other, ...part } : other)))}
            />
            {measures.length > 1 ? (
              <ActionIcon
                className={styles["remove"]}
                aria-label={`Remove figure ${place + 1}`}
                onClick={() => put(measures.filter((other) => other !== one))}
              >
                <IconTrash size={16} stroke={1.6} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {errors["measures"] ? (
        <Text size="xs" c="var(--mantine-color-error)" mt={4}>
          {errors["measures"]}
        </Text>
      ) : null}
      <Button
        variant="default"
        size="compact-sm"
        mt={8}
        leftSection={<IconPlus size={14} />}
        disabled={measures.length >= MOST}
        onClick={() => put([...measures, measure("sum")])}
      >
        Add a figure
      </Button>
    </div>
  );
}

interface MeasureRowProps {
  one: Measure;
  place: number;
  fields: Field[];
  error: string | undefined;
  onChange: (part: Partial<Measure>) => void;
}

function MeasureRow({ one, place, fields, error, onChange }: MeasureRowProps) {
  const counts = one.aggregate === "count";
  const found = options(measureFields(fields, one.aggregate));
  const data = counts ? [{ value: RECORDS, label: "All of them" }, ...found.map(having)] : found;

  function choose(aggregate: Aggregate) {
    const fits = one.field !== null && measureFields(fields, aggregate).some(({ name }) => name === one.field);
    onChange({ aggregate, field: fits && aggregate !== "count" ? one.field : null });
  }
  return (
    <>
      <Select
        aria-label={`What figure ${place + 1} is`}
        className={styles["what"]}
        data={AGGREGATES}
        allowDeselect={false}
        value={one.aggregate}
        onChange={(value) => value && choose(value)}
      />
      <Select
        aria-label={`Of what figure ${place + 1} is`}
        className={styles["of"]}
        placeholder="Choose"
        searchable={!counts || found.length > MOST}
        data={data}
        allowDeselect={false}
        value={counts ? (one.field ?? RECORDS) : one.field}
        error={error}
        onChange={(value) => onChange({ field: value === RECORDS ? null : value })}
      />
    </>
  );
}

const having = ({ value, label }: { value: string; label: string }) => ({
  value,
  label: `With ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
});

const ICONS: Record<Chart, ReactNode> = {
  none: <IconTable size={22} stroke={1.5} />,
  bars: <IconChartBar size={22} stroke={1.5} className={styles["turned"]} />,
  columns: <IconChartBar size={22} stroke={1.5} />,
  line: <IconChartLine size={22} stroke={1.5} />,
  donut: <IconChartDonut size={22} stroke={1.5} />,
};

function Pictures({ draft, errors, onChange }: PartProps) {
  const [first] = draft.measures;
  return (
    <Radio.Group label="Picture" value={draft.chart} error={errors["chart"]} onChange={(chart) => onChange({ chart })}>
      <div className={styles["charts"]}>
        {CHARTS.map(({ value, label }) => (
          <Radio.Card
            key={value}
            value={value}
            className={styles["chart"] ?? ""}
            disabled={
              value === "donut" && draft.chart !== "donut" && first !== undefined && !hasShares(first.aggregate)
            }
          >
            {ICONS[value]}
            <Text size="xs" component="span">
              {label}
            </Text>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
