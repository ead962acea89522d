// What each answer is worth in points, with how sure that is; the columns that matter most come first.
import { Button, Text, Title, VisuallyHidden } from "@mantine/core";
import { useId, useState } from "react";

import { ChartCard } from "@/ui/chart";
import { counted } from "@/ui/counted";
import { words } from "@/ui/StatusBadge";

import styles from "./Scoring.module.css";
import type { Bin, Term } from "./types";
import { answerText, countText, pointsText, rangeOf, reachOf, seenBins } from "./words";

interface TermsCardProps {
  terms: readonly Term[];
  className?: string;
}

const FIRST = 6;
/** A column with hundreds of names shows those that weigh most. */
const MOST_BINS = 12;

export function TermsCard({ terms, className }: TermsCardProps) {
  const [isWhole, setWhole] = useState(false);
  const ordered = terms.toSorted((one, other) => rangeOf(other.bins) - rangeOf(one.bins));
  const widest =
    1.5 * Math.max(1, ...terms.flatMap(({ bins }) => seenBins(bins).map(({ points }) => Math.abs(points))));
  const shown = isWhole ? ordered : ordered.slice(0, FIRST);
  return (
    <ChartCard
      className={className}
      title="What counts"
      note="Points of each answer against the average lead, who has 100. 20 points double the odds. The thin line is where the true points lie in 90 of 100 cases; what is not certain is pale."
      chart={
        <>
          <div className={styles["terms"]}>
            {shown.map((term) => (
              <TermTable key={terms.indexOf(term)} term={term} widest={widest} />
            ))}
          </div>
          {terms.length > FIRST ? (
            <Button variant="subtle" size="xs" style={{ alignSelf: "start" }} onClick={() => setWhole(!isWhole)}>
              {isWhole ? "Show fewer" : `Show all ${terms.length}`}
            </Button>
          ) : null}
        </>
      }
    />
  );
}

interface TermTableProps {
  term: Term;
  /** The points at the end of the picture. */
  widest: number;
}

/** Numbers in their own order; of many names the weightiest, each once however it may be written. */
function drawnBins({ kind, label, bins }: Term): readonly Bin[] {
  const seen = seenBins(bins);
  const told = new Set<string>();
  const once = seen.filter(({ text, rows }) => {
    const answer = answerText(label, text);
    const isNew = !told.has(answer);
    told.add(answer);
    return isNew || rows > 0;
  });
  if (kind === "ordered") return once;
  const weighty = once.toSorted((one, other) => Math.abs(other.points) - Math.abs(one.points)).slice(0, MOST_BINS);
  return weighty.sort((one, other) => other.points - one.points);
}

function TermTable({ term, widest }: TermTableProps) {
  const id = useId();
  const bins = drawnBins(term);
  return (
    <div className={styles["term"]}>
      <Title order={3} size="h6" id={id}>
        {words(term.label)}
      </Title>
      <div className={styles["binsScroll"]} tabIndex={bins.length > MOST_BINS ? 0 : undefined}>
        <table className={styles["bins"]} aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">
                <VisuallyHidden>Answer</VisuallyHidden>
              </th>
              <td />
              <th scope="col">Points</th>
              <th scope="col">Leads</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={term.bins.indexOf(bin)} data-uncertain={!bin.certain || undefined}>
                <th scope="row" title={bin.text}>
                  {answerText(term.label, bin.text)}
                </th>
                <td className={styles["barCell"]} aria-hidden>
                  <Bar bin={bin} widest={widest} />
                </td>
                <td className="lg-number">
                  {pointsText(bin.points)}
                  <span className={styles["error"]}> ± {Math.abs(bin.error * 1.645).toFixed(1)}</span>
                  {bin.certain ? null : <VisuallyHidden>, not certain</VisuallyHidden>}
                </td>
                <td className="lg-number">{countText(bin.rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {bins.length < term.bins.length ? (
        <Text size="xs" c="dimmed">
          and {counted(term.bins.length - bins.length, "answer")} that no lead gave or that weigh less
        </Text>
      ) : null}
    </div>
  );
}

interface BarProps {
  bin: Bin;
  widest: number;
}

function Bar({ bin, widest }: BarProps) {
  const at = (points: number) => 50 + 50 * Math.max(-1, Math.min(1, points / widest));
  const [low, high] = reachOf(bin);
  const from = Math.min(50, at(bin.points));
  return (
    <div className={styles["track"]}>
      <div className={styles["zero"]} />
      <div
        className={styles["bar"]}
        data-against={bin.points < 0 || undefined}
        style={{ left: `${from}%`, width: `${Math.abs(at(bin.points) - 50)}%` }}
      />
      <div className={styles["whisker"]} style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />
    </div>
  );
}
