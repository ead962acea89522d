// The report itself: its headlines, its picture, its lines; or why there is none.
import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { IconChartBar, IconDownload, IconPrinter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";

import { counted } from "@/ui/counted";
import { Figure, FigureSkeleton } from "@/ui/Figure";
import figures from "@/ui/figures.module.css";
import { moneyText } from "@/ui/Money";
import { Empty, Failure } from "@/ui/states";

import { csvText, save } from "./csv";
import { figure, sorted, textOf, type Line } from "./figures";
import { leadsLink, type By, type SourceReport } from "./queries";
import styles from "./Sources.module.css";
import { SourcesChart } from "./SourcesChart";
import { SourcesTable } from "./SourcesTable";

interface ReportProps {
  by: By;
  report: SourceReport | undefined;
  /** Of the days before; undefined when it is not compared or not yet there. */
  earlier: SourceReport | undefined;
  error: unknown;
  /** Whether the days make sense. */
  isAsked: boolean;
  /** The figures on screen are those of the choice before. */
  waiting: boolean;
  sort: string;
  onSort: (sort: string) => void;
  /** Asks about more days. */
  onWider: (() => void) | undefined;
  onRetry: () => void;
}

export function Report(props: ReportProps) {
  const { report, error, isAsked, waiting, onWider, onRetry } = props;
  if (!isAsked)
    return (
      <Empty icon={IconChartBar} title="Which days?">
        Choose a first and a last day.
      </Empty>
    );
  if (!report) return error ? <Failure error={error} onRetry={onRetry} /> : <Waiting />;
  if (report.total.leads === 0) return <NoLeads onWider={onWider} />;
  return (
    <div className={`${styles["report"]} ${waiting ? styles["waiting"] : ""}`} aria-busy={waiting}>
      <Headlines report={report} earlier={props.earlier} />
      <SourcesChart lines={report.items} by={props.by} />
      <Lines {...props} report={report} />
    </div>
  );
}

const HEADLINES = ["leads", "cost_cents", "close_rate", "cost_per_customer_cents", "premium_cents", "roi"] as const;

interface HeadlinesProps {
  report: SourceReport;
  earlier: SourceReport | undefined;
}

function Headlines({ report: { total }, earlier }: HeadlinesProps) {
  return (
    <div className={styles["headlines"]}>
      {HEADLINES.map((key) => {
        const shown = figure(key);
        if (!shown) return null;
        const was = earlier && textOf(earlier.total, shown);
        return (
          <Figure
            key={key}
            label={LABELS[key] ?? shown.head}
            definition={shown.help}
            value={textOf(total, shown) ?? "–"}
            note={
              earlier ? `${was ?? "Nothing"} before` : textOf(total, shown) === null ? shown.nothing : aside(total, key)
            }
            to={leadsLink(total.rows, shown.rows)}
          />
        );
      })}
    </div>
  );
}

const LABELS: Partial<Record<(typeof HEADLINES)[number], string>> = {
  cost_per_customer_cents: "Cost per customer",
  premium_cents: "First-year premium",
};

/** A second number that belongs to a headline. */
function aside(total: Line, key: (typeof HEADLINES)[number]): string {
  switch (key) {
    case "leads":
      return `${counted(total.open, "is", "are")} still open`;
    case "cost_cents":
      return `${moneyText(total.cost_per_lead_cents ?? 0)} per lead`;
    case "close_rate":
      return `${counted(total.won, "customer")} won`;
    case "cost_per_customer_cents":
      return "cost divided by won leads";
    case "premium_cents":
      return `${moneyText(total.commission_cents, "rounded")} commission`;
    case "roi":
      return `${moneyText(total.commission_cents - total.cost_cents, "rounded")} after cost`;
  }
}

interface LinesProps extends Omit<ReportProps, "report"> {
  report: SourceReport;
}

function Lines({ by, report, earlier, sort, onSort }: LinesProps) {
  const id = useId();
  const first = by === "source" ? "Source" : "Agent";
  const lines = sorted(report.items, sort);
  const write = () =>
    save(`source-report-${report.first}-${report.last}.csv`, csvText(first, [...lines, report.total]));
  return (
    <section className={`lg-card ${styles["lines"]}`} aria-labelledby={id}>
      <Group justify="space-between" p="md" pb={4}>
        <Title order={2} size="h5" id={id}>
          By {first.toLowerCase()}
        </Title>
        <Group gap="xs" className="lg-no-print">
          <Button variant="default" size="xs" leftSection={<IconDownload size={15} stroke={1.6} />} onClick={write}>
            CSV
          </Button>
          <Button
            variant="default"
            size="xs"
            visibleFrom="sm"
            leftSection={<IconPrinter size={15} stroke={1.6} />}
            onClick={() => window.print()}
          >
            Print
          </Button>
        </Group>
      </Group>
      <SourcesTable first={first} lines={lines} total={report.total} earlier={earlier} sort={sort} onSort={onSort} />
      <Notes report={report} by={by} />
    </section>
  );
}

interface NotesProps {
  report: SourceReport;
  by: By;
}

function Notes({ report: { duplicates, zone }, by }: NotesProps) {
  return (
    <Text size="xs" c="dimmed" p="md" pt="sm" component="div">
      Days by the agency’s clock ({zone.replaceAll("_", " ")}). Test leads do not count
      {duplicates.leads > 0 ? (
        <>
          , nor {duplicates.leads === 1 ? "does" : "do"}{" "}
          <Link
            to="/$noun"
            params={{ noun: "leads" }}
            search={{ filter: JSON.stringify(duplicates.rows) }}
            className={figures["link"]}
          >
            {counted(duplicates.leads, "duplicate that was merged", "duplicates that were merged")}
          </Link>
          {duplicates.cost_cents > 0 ? ` (they cost ${moneyText(duplicates.cost_cents)})` : ""}
        </>
      ) : null}
      . {by === "agent" ? "A lead counts for the agent who has it now. " : ""}A dash stands where there is nothing to
      divide by.
    </Text>
  );
}

interface NoLeadsProps {
  onWider: (() => void) | undefined;
}

function NoLeads({ onWider }: NoLeadsProps) {
  return (
    <Empty
      icon={IconChartBar}
      title="No leads came in on these days"
      action={
        onWider ? (
          <Button variant="default" mt="xs" onClick={onWider}>
            Look at more days
          </Button>
        ) : undefined
      }
    >
      As soon as leads come in, this report says what they cost and what became of them.
    </Empty>
  );
}

function Waiting() {
  return (
    <div className={styles["report"]} role="status" aria-label="Counting the leads">
      <div className={styles["headlines"]}>
        {HEADLINES.map((key) => (
          <FigureSkeleton key={key} />
        ))}
      </div>
      <div className={`lg-card ${styles["pad"]}`}>
        <Skeleton height={14} width={170} mb={24} />
        <Skeleton height={240} radius="md" />
      </div>
      <div className={`lg-card ${styles["pad"]}`}>
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <Skeleton key={row} height={16} mb={18} />
        ))}
      </div>
    </div>
  );
}
