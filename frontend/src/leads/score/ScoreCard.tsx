// How likely the lead buys, between what and what, and which reasons lead from the average lead to this one.
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useMay } from "@/api/session";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Failure } from "@/ui/states";

import { scoreQuery, type Lead, type LeadScore } from "../queries";
import { Band } from "./Band";
import { ScoreHistory } from "./ScoreHistory";
import { chanceText, intervalText, waterfall } from "./waterfall";
import { WaterfallPicture } from "./WaterfallPicture";

export function ScoreCard({ lead }: { lead: Lead }) {
  const may = useMay();
  const allowed = may("scores:read");
  const { data, error, isLoading, refetch } = useQuery({
    ...scoreQuery(lead.id),
    enabled: allowed && Boolean(lead.scored_at),
  });
  if (!allowed) return null;
  return (
    <SideCard title="Chance to buy" padded action={data ? <Band band={data.band} /> : null}>
      {isLoading ? (
        <Stack gap="xs" role="status" aria-label="Loading the score">
          <Skeleton height={34} width={110} />
          <Skeleton height={14} />
          <Skeleton height={96} />
        </Stack>
      ) : null}
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data === null || !lead.scored_at ? (
        <Text size="sm" c="dimmed">
          Not scored yet. New leads get their score within seconds, imported ones within a minute.
        </Text>
      ) : null}
      {data ? <Scored score={data} /> : null}
    </SideCard>
  );
}

function Scored({ score }: { score: LeadScore }) {
  const [all, setAll] = useState(false);
  const reasons = all ? score.terms : score.reasons;
  const picture = waterfall(score.average, reasons, all ? 0 : score.rest);
  const more = score.terms.length > score.reasons.length;
  return (
    <Stack gap="sm">
      <div>
        <Group gap="sm" align="baseline">
          <Text fz={30} fw={650} className="lg-number" lh={1.15}>
            {chanceText(score.probability)}
          </Text>
          <Text size="sm" c="dimmed">
            average lead: {chanceText(score.base_rate)}
          </Text>
        </Group>
        <Text size="sm">{intervalText(score.low, score.high)}</Text>
      </div>
      <WaterfallPicture picture={picture} />
      {more ? (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)} aria-expanded={all} mr="auto" ml={-8}>
          {all ? "Only the weightiest reasons" : "All reasons"}
        </Button>
      ) : null}
      <ScoreHistory leadId={score.lead_id} />
      <Text size="xs" c="dimmed">
        20 points more double the odds. Model {score.model_version}, <DateText value={score.scored_at} style="ago" />
      </Text>
    </Stack>
  );
}
