// The term as a bar from its first to its last day.
import { Group, Progress, Skeleton, Text } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";

import { termShare, termText } from "./term";

const SOON_DAYS = 45;

interface TermProps {
  policy: Schemas["Policy"];
  term: Schemas["PolicyOverview"]["term"] | undefined;
}

export function Term({ policy, term }: TermProps) {
  if (!term) return <Skeleton height={112} radius="lg" />;
  const share = termShare(term);
  const soon = policy.status === "active" && term.days_left !== null && term.days_left <= SOON_DAYS;
  return (
    <SideCard
      title="Term"
      padded
      action={
        <Text size="sm" fw={550} c={soon ? "var(--mantine-color-error)" : "dimmed"}>
          {termText(term)}
        </Text>
      }
    >
      {share === null ? (
        <Text size="sm" c="dimmed">
          Add a start and an end date to see how far the term is.
        </Text>
      ) : (
        <>
          <Progress
            value={share}
            size="md"
            color={policy.status === "active" ? "pine" : "gray"}
            aria-label={`${share} % of the term are over`}
          />
          <Group justify="space-between" mt={6}>
            <Text size="sm">
              <DateText value={term.effective_date} />
            </Text>
            <Text size="sm" c="dimmed">
              {term.days_total} days
            </Text>
            <Text size="sm">
              <DateText value={term.expiration_date} />
            </Text>
          </Group>
        </>
      )}
    </SideCard>
  );
}
