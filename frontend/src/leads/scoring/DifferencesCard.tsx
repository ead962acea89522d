// What leads would feel if one model took the place of the other: the answers whose points differ most.
import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ChartCard, FiguresTable } from "@/ui/chart";
import { Failure } from "@/ui/states";
import { words } from "@/ui/StatusBadge";

import { differences } from "./differences";
import { modelQuery } from "./queries";
import type { Model } from "./types";
import { answerText, nameOf, percentText, pointsText } from "./words";

interface DifferencesCardProps {
  model: Model;
  otherId: number;
  /** The model on this page is the live one; the other one was live before. */
  isLive: boolean;
  className?: string;
}

const MOST = 12;

export function DifferencesCard({ model, otherId, isLive, className }: DifferencesCardProps) {
  const { data: other, error, refetch } = useQuery(modelQuery(otherId));
  const title = isLive ? "What it changed" : "What would change";
  return (
    <ChartCard
      className={className}
      title={title}
      note={
        other
          ? `The answers whose points differ most from ${nameOf(other)}, ${isLive ? "which was live before" : "the live model"}. On average ${percentText(model.base_rate)} are said to buy; there, ${percentText(other.base_rate)}.`
          : undefined
      }
      chart={
        other ? (
          <Body model={model} other={other} />
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={160} />
        )
      }
    />
  );
}

interface BodyProps {
  model: Model;
  other: Model;
}

function Body({ model, other }: BodyProps) {
  const { largest, recut } = differences(model, other, MOST);
  return (
    <>
      {largest.length > 0 ? (
        <FiguresTable
          caption={`Points in ${nameOf(model)} and in ${nameOf(other)}`}
          heads={["Answer", nameOf(model), nameOf(other), "Difference"]}
          rows={largest.map(({ label, text, mine, other: there }) => ({
            key: text,
            label: `${words(label)}: ${answerText(label, text)}`,
            cells: [{ text: pointsText(mine) }, { text: pointsText(there) }, { text: pointsText(mine - there) }],
          }))}
        />
      ) : (
        <Text size="sm">Both give the same points to every answer that they share.</Text>
      )}
      {recut.length > 0 ? (
        <Text size="xs" c="dimmed">
          Not set side by side, since the two cut the answers differently: {recut.join(", ")}.
        </Text>
      ) : null}
    </>
  );
}
