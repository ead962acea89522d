// The policies by line of insurance; lines without one are where to offer something.
import { Button, Text } from "@mantine/core";
import {
  IconCar,
  IconHeartbeat,
  IconHome,
  IconPlus,
  IconShieldCheck,
  IconUmbrella,
  type Icon,
} from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";

import type { Schemas } from "@/api/client";
import { RecordLink } from "@/records/RecordLink";
import { RelatedSkeleton } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { Failure } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";

import classes from "./Lines.module.css";

type Line = Schemas["CustomerOverview"]["lines"][number];

const ICONS: Record<string, Icon> = { Auto: IconCar, Home: IconHome, Life: IconHeartbeat, Health: IconShieldCheck };

interface LinesProps {
  overview: UseQueryResult<Schemas["CustomerOverview"]>;
  onAdd?: (line: string | null) => void;
}

export function Lines({ overview: { data, error, refetch }, onAdd }: LinesProps) {
  return (
    <SideCard title="Policies by line">
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!error && !data ? <RelatedSkeleton rows={4} /> : null}
      <ul className={classes["lines"]}>
        {data?.lines.map((line) => (
          <LineRow key={line.label} line={line} onAdd={onAdd} />
        ))}
      </ul>
    </SideCard>
  );
}

interface LineRowProps {
  line: Line;
  onAdd?: (line: string | null) => void;
}

function LineRow({ line, onAdd }: LineRowProps) {
  const Picture = ICONS[line.label] ?? IconUmbrella;
  const none = line.policies.length === 0;
  return (
    <li className={classes["line"]} data-empty={none || undefined}>
      <span className={classes["name"]}>
        <Picture size={18} stroke={1.6} aria-hidden />
        {line.label}
      </span>
      {none ? (
        <div className={classes["gap"]}>
          <Text size="sm" c="dimmed">
            No {line.label.toLowerCase()} policy
          </Text>
          {onAdd ? (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              aria-label={`Add policy for ${line.label.toLowerCase()}`}
              onClick={() => onAdd(line.line)}
            >
              Add policy
            </Button>
          ) : null}
        </div>
      ) : (
        <ul className={classes["policies"]}>
          {line.policies.map((policy) => (
            <li key={policy.id} className={classes["policy"]}>
              <div>
                <RecordLink noun="policies" id={policy.id} fw={500}>
                  {policy.policy_number}
                </RecordLink>
                <Text size="xs" c="dimmed" component="div">
                  {policy.carrier ?? "No carrier"} · until <DateText value={policy.expiration_date} />
                </Text>
              </div>
              <StatusBadge value={policy.status} />
              <span className={classes["premium"]}>
                <Money cents={policy.premium_cents} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
