// How the chance went up and down with what was learned, as a line of steps; only when it was judged more than once.
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { DateText } from "@/ui/DateText";

import { scoresQuery } from "../queries";
import classes from "./ScoreHistory.module.css";
import { stepsOf, type Scoring } from "./steps";
import { chanceText } from "./waterfall";

const WIDE = 300;
const HIGH = 44;

export function ScoreHistory({ leadId }: { leadId: number }) {
  const { data } = useQuery(scoresQuery(leadId));
  const scores: Scoring[] = [...(data?.items ?? [])].reverse();
  const first = scores[0];
  const last = scores.at(-1);
  if (!first || !last || scores.length < 2) return null;
  const told = scores.map(
    ({ score, scored_at: at }) => `${chanceText(score)} on ${new Date(at).toLocaleString("en-US")}`,
  );
  return (
    <figure className={classes["figure"]}>
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        className={classes["picture"]}
        preserveAspectRatio="none"
        role="img"
        aria-label={`The chance over time: ${told.join(", ")}`}
      >
        <path d={stepsOf(scores, WIDE, HIGH)} className={classes["line"]} vectorEffect="non-scaling-stroke" />
      </svg>
      <Group component="figcaption" justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {chanceText(first.score)}, <DateText value={first.scored_at} style="ago" />
        </Text>
        <Text size="xs" c="dimmed">
          {chanceText(last.score)} now
        </Text>
      </Group>
    </figure>
  );
}
