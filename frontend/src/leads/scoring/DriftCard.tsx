// Whether leads still look as those did that the model learned from.
import { Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ChartCard, FiguresTable, Legend, Plot, roundUp, seriesColour } from "@/ui/chart";
import { dateText } from "@/ui/DateText";
import figures from "@/ui/figures.module.css";
import { Failure } from "@/ui/states";
import { words } from "@/ui/StatusBadge";

import { AlarmBadge } from "./AlarmBadge";
import { driftQuery } from "./queries";
import styles from "./Scoring.module.css";
import type { Alarm, Drift, DriftDay, DriftFeature } from "./types";
import { ALARMS, countText, figureText, orDash, percentText } from "./words";

interface DriftCardProps {
  modelId: number;
  className?: string;
}

export function DriftCard({ modelId, className }: DriftCardProps) {
  const { data, error, refetch } = useQuery(driftQuery(modelId));
  return (
    <ChartCard
      className={className}
      title="Do leads still look the same?"
      note="How far recent leads have moved from those that the model learned from (PSI): below 0.1 they look the same, from 0.25 on the model may be wrong about them."
      controls={data?.latest ? <AlarmBadge alarm={data.latest.alarm} /> : undefined}
      chart={
        data ? (
          <Body drift={data} />
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={200} />
        )
      }
      table={data && data.days.length > 0 ? <DaysTable days={data.days} /> : undefined}
    />
  );
}

interface BodyProps {
  drift: Drift;
}

function Body({ drift: { days, latest } }: BodyProps) {
  if (!latest)
    return (
      <Text size="sm" c="dimmed">
        Leads are compared once a night. The first comparison with this model has not been made yet.
      </Text>
    );
  return (
    <>
      {days.length > 1 ? <Days days={days} /> : null}
      <Text size="sm">{biasText(latest.bias)}</Text>
      <div>
        <Title order={3} size="h6" mb={4}>
          What moved most in the last {countText(latest.rows)} leads
        </Title>
        <Features features={latest.features} />
      </div>
    </>
  );
}

/** Beyond so many standard errors it is no chance. */
const BIASED = 3;

function biasText(bias: number | null): string {
  if (bias === null) return "No recent outcome is known yet, so it cannot be said whether the level is still right.";
  if (Math.abs(bias) <= BIASED) return "As many leads bought as was said, as far as chance goes.";
  return `${bias > 0 ? "More" : "Fewer"} leads bought than was said, by more than chance explains (${Math.abs(bias).toFixed(1)} standard errors).`;
}

const COLOURS: Record<Alarm, string> = {
  none: seriesColour(0),
  warn: seriesColour(1),
  act: "var(--mantine-color-error)",
};
const WARN = 0.1;
const ACT = 0.25;
const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayText = (value: number) =>
  new Date(value * DAY_MS).toLocaleDateString("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** Where an alarm begins that day: few leads move further by chance alone. */
const line = (least: number, { by_chance }: DriftDay) => Math.max(least, 3 * (by_chance ?? 0));

interface DaysProps {
  days: readonly DriftDay[];
}

function Days({ days }: DaysProps) {
  const places = days.map(({ day }) => at(day));
  const top = roundUp(Math.max(0.3, ...days.map((day) => Math.max(day.score_psi, Math.min(line(ACT, day), 1)))) * 1.05);
  const last = days.at(-1);
  return (
    <div>
      <Text size="xs" c="dimmed">
        The line is how far scores moved; a dot has the colour of the worst of all columns that day. The dashed lines
        are where an alarm begins, which is later where there are few leads.
      </Text>
      <Legend
        series={(["none", "warn", "act"] as const).map((key) => ({ key, label: ALARMS[key], color: COLOURS[key] }))}
      />
      <Plot
        x={{ from: Math.min(...places), to: Math.max(...places), label: "Day", format: dayText, at: everyNth(places) }}
        y={{ from: 0, to: top, label: "Moved (PSI)", format: (value) => String(value) }}
        height={220}
        summary={`How far scores moved on ${days.length} days; last ${last ? `${figureText(last.score_psi)}: ${ALARMS[last.alarm]}` : ""}.`}
      >
        {(x, y) => (
          <>
            {[WARN, ACT].map((least) => (
              <polyline
                key={least}
                className={styles["threshold"]}
                points={days.map((day) => `${x(at(day.day))},${y(Math.min(top, line(least, day)))}`).join(" ")}
              />
            ))}
            <polyline
              className={styles["psi"]}
              points={days.map(({ day, score_psi }) => `${x(at(day))},${y(Math.min(top, score_psi))}`).join(" ")}
            />
            {days.map(({ day, score_psi, alarm, rows }) => (
              <circle key={day} cx={x(at(day))} cy={y(Math.min(top, score_psi))} r={4} fill={COLOURS[alarm]}>
                <title>{`${dateText(day)}: ${figureText(score_psi)} over ${countText(rows)} leads, ${ALARMS[alarm]}`}</title>
              </circle>
            ))}
          </>
        )}
      </Plot>
    </div>
  );
}

const MOST_NAMED = 6;

/** Some of the days, evenly. */
function everyNth(places: readonly number[]): number[] {
  const step = Math.ceil(places.length / MOST_NAMED);
  return places.filter((_, index) => index % step === 0);
}

function DaysTable({ days }: DaysProps) {
  return (
    <FiguresTable
      caption="How far scores moved, day by day"
      heads={["Day", "Leads", "Moved (PSI)", "By chance", "Verdict"]}
      rows={days.toReversed().map(({ day, rows, score_psi, by_chance, alarm }) => ({
        key: day,
        label: dateText(day),
        cells: [
          { text: countText(rows) },
          { text: figureText(score_psi) },
          { text: orDash(by_chance, figureText) },
          { text: ALARMS[alarm] },
        ],
      }))}
    />
  );
}

interface FeaturesProps {
  features: readonly DriftFeature[];
}

const MOST_FEATURES = 10;

function Features({ features }: FeaturesProps) {
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="How far each column moved">
      <table className={`${figures["table"]} ${styles["table"]}`}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Moved (PSI)</th>
            <th scope="col">By chance</th>
            <th scope="col">New answers</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {features.slice(0, MOST_FEATURES).map(({ label, psi, by_chance, new_levels, alarm }, index) => (
            <tr key={index}>
              <th scope="row">{words(label)}</th>
              <td className="lg-number">{figureText(psi)}</td>
              <td className="lg-number">{orDash(by_chance, figureText)}</td>
              <td className="lg-number">{percentText(new_levels)}</td>
              <td>
                <AlarmBadge alarm={alarm} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
