// The way of the claim, and the button that takes it one step on.
import { Button, Group, Skeleton } from "@mantine/core";
import { IconArrowForwardUp, IconCheck, IconMinus } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { useRecord } from "@/records/show/context";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { today } from "@/ui/inputs/day";
import { Failure } from "@/ui/states";
import { failed } from "@/ui/toasts";

import { waysOn } from "./steps";
import classes from "./Steps.module.css";

type Step = Schemas["ClaimOverview"]["steps"][number];

const MEANING: Record<Step["status"], string> = {
  done: "done",
  current: "next",
  coming: "to come",
  skipped: "left out",
};

interface StepsProps {
  claim: Schemas["Claim"];
  overview: UseQueryResult<Schemas["ClaimOverview"]>;
}

export function Steps({ overview: { data, error, refetch } }: StepsProps) {
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={132} radius="lg" />;
  const current = data.steps.find(({ status }) => status === "current");
  return (
    <SideCard title="Progress" padded action={<OneStepOn step={current?.key} />}>
      <ol className={classes["steps"]}>
        {data.steps.map((step) => (
          <li
            key={step.key}
            className={classes["step"]}
            data-status={step.status}
            aria-current={step.status === "current" ? "step" : undefined}
          >
            <span className={classes["mark"]} role="img" aria-label={MEANING[step.status]}>
              {step.status === "done" ? <IconCheck size={14} stroke={2.4} aria-hidden /> : null}
              {step.status === "skipped" ? <IconMinus size={14} aria-hidden /> : null}
            </span>
            <span className={classes["words"]}>
              <span className={classes["label"]}>{step.label}</span>
              <span className={classes["date"]}>{step.at ? <DateText value={step.at} /> : MEANING[step.status]}</span>
            </span>
          </li>
        ))}
      </ol>
    </SideCard>
  );
}

function OneStepOn({ step }: { step: string | undefined }) {
  const { record, etag, mayChange, change } = useRecord();
  const [saving, setSaving] = useState(false);
  if (!mayChange) return null;

  async function take(changes: Record<string, unknown>) {
    setSaving(true);
    await change({ record, etag }, changes, "Progress").catch((error: unknown) => failed(error));
    setSaving(false);
  }

  return (
    <Group gap={6}>
      {waysOn(step).map(({ label, changes }) => (
        <Button
          key={label}
          size="compact-sm"
          variant="default"
          loading={saving}
          leftSection={<IconArrowForwardUp size={14} />}
          onClick={() => void take(changes(today()))}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
