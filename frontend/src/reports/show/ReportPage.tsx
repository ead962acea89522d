// A report on its page: what it is asked, what can be done with it, its figures, or why there are none.
import { ActionIcon, Button, Group, Skeleton, Text, Tooltip } from "@mantine/core";
import { IconChartBar, IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useId, useState, type ReactNode } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { agencyQuery } from "@/api/settings";
import { wallClock } from "@/ui/clock";
import { FigureSkeleton } from "@/ui/Figure";
import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";

import { BackToReports } from "../BackToReports";
import { readOrders, writeOrders, type ReportSearch } from "./address";
import { isNothing, type ReportDocument } from "./document";
import { DocumentView } from "./DocumentView";
import { Meaning } from "./Meaning";
import { Parameters } from "./Parameters";
import { longerPeriod, spokenPeriod } from "./periods";
import styles from "./Show.module.css";
import { fetchPictures } from "./TableCard";
import { daysText } from "./words";

const USUAL_ZONE = "America/New_York";

interface ReportPageProps {
  title: string;
  /** Of whose records it is. */
  noun: string;
  takes: readonly string[];
  search: ReportSearch;
  /** isOrder: only how it is shown, which is no step to come back to. */
  onSearch: (search: ReportSearch, isOrder: boolean) => void;
  figures: UseQueryResult<ReportDocument>;
  actions: ReactNode;
  /** Of a report that lists some. */
  records?: ReactNode;
}

export function ReportPage({ title, noun, takes, search, onSearch, figures, actions, records }: ReportPageProps) {
  const zone = useQuery(agencyQuery).data?.timezone ?? USUAL_ZONE;
  const [opened] = useState(() => new Date());
  const [isExplained, setExplained] = useState(false);
  const meaning = useId();
  const today = wallClock(zone, opened).day;
  const document = useLast(figures.data);
  const isLost = document === undefined && figures.isError;
  const periodError = unknownPeriod(figures.error);
  const change = (changed: ReportSearch) => onSearch({ ...search, ...changed }, "sort" in changed);
  useEffect(() => {
    // Where it fails, the picture itself asks again.
    fetchPictures().catch(() => {});
  }, []);
  return (
    <Page
      title={title}
      above={<BackToReports />}
      subtitle={document ? <Subtitle document={document} today={today} /> : isLost ? undefined : "Counting…"}
      actions={
        isLost ? null : (
          <Group gap="xs" className="lg-no-print">
            <Tooltip label="What the figures mean">
              <ActionIcon
                variant="default"
                size={36}
                aria-label="What the figures mean"
                aria-expanded={isExplained}
                aria-controls={isExplained ? meaning : undefined}
                onClick={() => setExplained(!isExplained)}
              >
                <IconInfoCircle size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Count again">
              <ActionIcon
                variant="default"
                size={36}
                aria-label="Count again"
                loading={figures.isFetching && figures.data !== undefined}
                onClick={() => void figures.refetch()}
              >
                <IconRefresh size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            {actions}
          </Group>
        )
      }
    >
      <About text={document?.about} isWaiting={!document && !isLost} />
      <Parameters
        noun={noun}
        takes={takes}
        search={search}
        period={document?.period ?? null}
        today={today}
        periodError={periodError}
        onChange={change}
      />
      {isExplained && document ? <Meaning document={document} id={meaning} /> : null}
      <Body
        document={document}
        error={periodError === undefined ? figures.error : undefined}
        waiting={figures.data === undefined}
        search={search}
        records={records}
        onChange={change}
        onRetry={() => void figures.refetch()}
      />
    </Page>
  );
}

/** The newest figures, kept on screen while others are counted, and when the next question has no answer. */
function useLast(data: ReportDocument | undefined): ReportDocument | undefined {
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  return data ?? last;
}

/** The sentence for the field, when that is what the API did not understand. */
function unknownPeriod(error: unknown): string | undefined {
  return error instanceof ProblemError && error.code === "period_unknown" ? sentence(error) : undefined;
}

interface AboutProps {
  text: string | undefined;
  isWaiting: boolean;
}

function About({ text, isWaiting }: AboutProps) {
  if (isWaiting) return <Skeleton height={18} maw={520} />;
  return text ? <Text className={styles["about"]}>{text}</Text> : null;
}

interface SubtitleProps {
  document: ReportDocument;
  today: string;
}

function Subtitle({ document, today }: SubtitleProps) {
  const { period, compared, narrowed } = document;
  const days = daysOf(document);
  // Part of a month beside a whole one: whoever reads "less" should know.
  if (compared && period && period.last > today) days.push("this period is not over yet");
  return <div className="lg-number">{[...days, ...narrowed].join(" · ")}</div>;
}

function daysOf({ period, compared }: ReportDocument): string[] {
  if (!period) return ["As things stand now"];
  const days = `${spokenPeriod(period.said)}: ${daysText(period)}`;
  return compared ? [days, `compared with ${daysText(compared)}`] : [days];
}

/** What is on screen, in words. */
export const contentsOf = (document: ReportDocument | undefined): string[] =>
  document ? [...daysOf(document), ...document.narrowed] : [];

interface BodyProps {
  document: ReportDocument | undefined;
  error: unknown;
  /** The figures on screen, if any, are those of the question before. */
  waiting: boolean;
  search: ReportSearch;
  records: ReactNode;
  onChange: (changed: ReportSearch) => void;
  onRetry: () => void;
}

function Body({ document, error, waiting, search, records, onChange, onRetry }: BodyProps) {
  if (error) return <Failure error={error} onRetry={onRetry} />;
  if (!document) return <Waiting />;
  return (
    <div className={waiting ? styles["waiting"] : undefined} aria-busy={waiting}>
      {isNothing(document) ? (
        <Nothing document={document} search={search} onChange={onChange} />
      ) : (
        <DocumentView
          document={document}
          records={records}
          orders={readOrders(search.sort)}
          onOrders={(orders) => onChange({ sort: writeOrders(orders) })}
        />
      )}
    </div>
  );
}

interface NothingProps {
  document: ReportDocument;
  search: ReportSearch;
  onChange: (changed: ReportSearch) => void;
}

function Nothing({ document: { period, narrowed }, search, onChange }: NothingProps) {
  const isNarrowed = [search.line, search.owner, search.team, search.filter].some((each) => each !== undefined);
  const longer = period ? longerPeriod(period.said) : null;
  return (
    <Empty
      icon={IconChartBar}
      title={period ? "Nothing in this period" : "Nothing to count"}
      action={
        <Group gap="xs" mt="xs">
          {longer ? (
            <Button variant="default" onClick={() => onChange({ period: longer })}>
              Look at {spokenPeriod(longer).toLowerCase()}
            </Button>
          ) : null}
          {isNarrowed ? (
            <Button
              variant="default"
              onClick={() => onChange({ line: undefined, owner: undefined, team: undefined, filter: undefined })}
            >
              Count everything
            </Button>
          ) : null}
        </Group>
      }
    >
      {isNarrowed && narrowed.length > 0 ? `No records fit (${narrowed.join(", ")}).` : "No records fit."}
    </Empty>
  );
}

const KEY_FIGURES = [1, 2, 3, 4];

function Waiting() {
  return (
    <div className={styles["report"]} role="status" aria-label="Counting">
      <div className={styles["headlines"]}>
        {KEY_FIGURES.map((place) => (
          <FigureSkeleton key={place} />
        ))}
      </div>
      {[1, 2].map((place) => (
        <div key={place} className={`lg-card ${styles["card"]}`}>
          <Skeleton height={16} width={120} />
          <Skeleton height={220} radius="md" />
        </div>
      ))}
    </div>
  );
}
