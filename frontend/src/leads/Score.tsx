// How likely the lead buys, and what speaks for and against it.
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { someQuery } from "@/records/data";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { words } from "@/ui/StatusBadge";

import { reasonsOf } from "./reasons";
import classes from "./Score.module.css";

interface ScoreProps {
  leadId: number;
}

export function Score({ leadId }: ScoreProps) {
  const may = useMay();
  const { data } = useQuery({
    ...someQuery<Schemas["Score"]>("scores", { lead_id: leadId, sort: "-scored_at", page_size: 1 }),
    enabled: may("scores:read"),
  });
  const score = data?.items[0];
  if (!score) return null;
  const reasons = reasonsOf(score.explanation);
  const most = Math.max(...reasons.map(({ points }) => Math.abs(points)), 1);
  return (
    <SideCard title="Score" padded>
      <Group gap="sm" align="baseline">
        <Text fz={28} fw={650} className="lg-number" lh={1.2}>
          {Math.round(score.score)}
        </Text>
        <Text size="sm" c="dimmed">
          of 100{score.band ? `, ${score.band}` : ""}
        </Text>
      </Group>
      <ul className={classes["reasons"]}>
        {reasons.map((reason) => (
          <li key={reason.feature} className={classes["reason"]}>
            <span>
              {words(reason.feature)}: {reason.value}
            </span>
            <span className={classes["points"]} data-for={reason.points > 0 || undefined}>
              <span
                className={classes["bar"]}
                style={{ width: `${(Math.abs(reason.points) / most) * 48}px` }}
                aria-hidden
              />
              {reason.points > 0 ? "+" : "−"}
              {Math.abs(reason.points).toFixed(1)}
            </span>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt={8}>
        {score.model_version ? `Model ${score.model_version} · ` : ""}
        <DateText value={score.scored_at} style="ago" />
      </Text>
    </SideCard>
  );
}
