// Whether the model treats groups of people alike: who is called first, and whether what it says comes true for each.
import { Select, Skeleton, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ChartCard } from "@/ui/chart";
import figures from "@/ui/figures.module.css";
import { Failure } from "@/ui/states";
import { words } from "@/ui/StatusBadge";

import { fairnessQuery } from "./queries";
import styles from "./Scoring.module.css";
import type { Group } from "./types";
import { countText, percentText, wholePercentText } from "./words";

interface FairnessCardProps {
  modelId: number;
  className?: string;
}

export function FairnessCard({ modelId, className }: FairnessCardProps) {
  const [by, setBy] = useState("state");
  const { data, error, refetch } = useQuery({ ...fairnessQuery(modelId, by), placeholderData: keepPreviousData });
  return (
    <ChartCard
      className={className}
      title="Are groups treated alike?"
      note="How often leads of each group are among the best fifth, which is called first, against the group that is there most often. The mark is at four fifths; below it is worth looking closer. Groups of fewer than 30 are not judged."
      controls={
        <Select
          size="xs"
          w={140}
          aria-label="Groups by"
          data={(data?.choices ?? [by]).map((column) => ({ value: column, label: words(column) }))}
          value={by}
          allowDeselect={false}
          onChange={(chosen) => chosen && setBy(chosen)}
        />
      }
      chart={
        data ? (
          <Groups groups={data.groups} />
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={160} />
        )
      }
    />
  );
}

interface GroupsProps {
  groups: readonly Group[];
}

const FOUR_FIFTHS = 0.8;
/** The picture ends a little above the group that is called most. */
const END = 1.1;

function Groups({ groups }: GroupsProps) {
  if (groups.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No outcomes are known yet.
      </Text>
    );
  const ordered = groups.toSorted((one, other) => Number(one.few) - Number(other.few) || other.rows - one.rows);
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="How groups fare">
      <table className={`${figures["table"]} ${styles["table"]}`}>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Leads</th>
            <th scope="col">Called first</th>
            <th scope="col">Against the most called</th>
            <th scope="col">Said</th>
            <th scope="col">Bought</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((group) => (
            <tr key={group.name} data-uncertain={group.few || undefined}>
              <th scope="row">{group.name || "Unknown"}</th>
              <td className="lg-number">{countText(group.rows)}</td>
              <td className="lg-number">{percentText(group.called)}</td>
              <td>{group.few ? "–" : <Ratio ratio={group.ratio} />}</td>
              <td className="lg-number">{percentText(group.said)}</td>
              <td className="lg-number">{percentText(group.seen)}</td>
              <td>{verdict(group)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RatioProps {
  ratio: number;
}

function Ratio({ ratio }: RatioProps) {
  return (
    <div className={styles["ratio"]}>
      <span className={styles["ratioTrack"]} aria-hidden>
        <span
          className={styles["ratioBar"]}
          data-low={ratio < FOUR_FIFTHS || undefined}
          style={{ width: `${(100 * Math.min(END, ratio)) / END}%` }}
        />
        <span className={styles["ratioLine"]} style={{ left: `${(100 * FOUR_FIFTHS) / END}%` }} />
      </span>
      <span className="lg-number">{wholePercentText(ratio)}</span>
    </div>
  );
}

/** Beyond so many standard errors it is no chance. */
const BIASED = 3;

function verdict({ few, flagged, ratio, bias }: Group): string {
  if (few) return "Too few to judge";
  if (!flagged) return "Fine";
  if (ratio < FOUR_FIFTHS) return "Called less: look closer";
  return Math.abs(bias) > BIASED ? `Buys ${bias > 0 ? "more" : "less"} than said: look closer` : "Look closer";
}
