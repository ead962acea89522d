// Which records: of what, that meet which conditions, of which days.
import { Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { usePersonName } from "@/records/people";
import { PeriodField } from "@/reports/show";
import { criteriaText, type Criteria } from "@/ui/criteria/words";
import type { Field } from "@/ui/inputs/kinds";
import { Loading } from "@/ui/states";

import styles from "./Builder.module.css";
import type { PartProps } from "./parts";
import { dateFields, nounLabel, options, type NounChoice } from "./words";

const CriteriaBuilder = lazy(() =>
  import("@/ui/criteria/CriteriaBuilder").then((module) => ({ default: module.CriteriaBuilder })),
);

interface WhatCardProps extends PartProps {
  nouns: NounChoice[];
  onNoun: (noun: string) => void;
  /** Those of the picture, with which days of one's own begin. */
  days: { first: string; last: string } | null;
  /** By the agency's clock. */
  today: string;
}

export function WhatCard({ draft, fields, errors, onChange, nouns, onNoun, days, today }: WhatCardProps) {
  return (
    <section className={`lg-card ${styles["card"]}`} aria-label="What">
      <Select
        label="What it is about"
        data={nouns}
        value={draft.noun}
        allowDeselect={false}
        error={errors["noun"]}
        onChange={(noun) => noun && onNoun(noun)}
      />
      <Conditions
        noun={draft.noun}
        fields={fields}
        criteria={draft.criteria}
        error={errors["criteria"]}
        onChange={(criteria) => onChange({ criteria })}
      />
      <Group gap="xs" grow align="flex-start">
        <Select
          label="Days of"
          placeholder="All time"
          clearable
          data={options(dateFields(fields))}
          value={draft.period_field}
          error={errors["period_field"]}
          onChange={(period_field) =>
            onChange({ period_field, period: period_field ? (draft.period ?? "This Year") : draft.period })
          }
        />
        {draft.period_field ? (
          <PeriodField
            value={draft.period ?? ""}
            days={days}
            today={today}
            error={errors["period"]}
            onChange={(period) => onChange({ period })}
          />
        ) : null}
      </Group>
    </section>
  );
}

interface ConditionsProps {
  noun: string;
  fields: Field[];
  criteria: Criteria | null;
  error: string | undefined;
  onChange: (criteria: Criteria | null) => void;
}

function Conditions({ noun, fields, criteria, error, onChange }: ConditionsProps) {
  const [opened, setOpened] = useState(false);
  const nameOf = usePersonName();
  const some = nounLabel(noun).toLowerCase();
  return (
    <div>
      <Text size="sm" fw={500} id="conditions">
        Which of them
      </Text>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs" mt={4}>
        <Text size="sm" c={criteria ? undefined : "dimmed"} style={{ overflowWrap: "anywhere" }}>
          {criteria ? criteriaText(criteria, fields, nameOf) : `All ${some}`}
        </Text>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconFilter size={14} />}
          style={{ flexShrink: 0 }}
          onClick={() => setOpened(true)}
        >
          {criteria ? "Change" : "Choose"}
        </Button>
      </Group>
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)" mt={4} role="alert">
          {error}
        </Text>
      ) : null}
      <Drawer opened={opened} onClose={() => setOpened(false)} position="right" size="lg" title={`Which ${some}`}>
        {opened ? (
          <Stack>
            <Suspense fallback={<Loading label="Loading the conditions" />}>
              <CriteriaBuilder key={noun} fields={fields} value={criteria} onChange={onChange} />
            </Suspense>
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => onChange(null)}>
                Clear
              </Button>
              <Button onClick={() => setOpened(false)}>Done</Button>
            </Group>
          </Stack>
        ) : null}
      </Drawer>
    </div>
  );
}
