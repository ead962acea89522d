// All reports: those that come with LeadGen by subject, and those that people put together.
import { Button, Skeleton, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconSearch, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { Children, useId, useState, type ReactNode } from "react";

import { useMay, useMe } from "@/api/session";
import { usePersonName } from "@/records/people";
import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";

import { ReportTabs } from "../ReportTabs";
import styles from "./Gallery.module.css";
import { reportLink } from "../show/links";
import { Picture } from "./Picture";
import { catalogueQuery, ownReportsQuery, type Definition, type OwnReport } from "./queries";
import { brief, fits, kindOf, subjects, type Kind } from "./subjects";

/** More than these are searched for rather than looked through. */
const FEW = 12;

export function GalleryPage() {
  const [words, setWords] = useState("");
  const may = useMay();
  const catalogue = useQuery(catalogueQuery);
  const own = useQuery({ ...ownReportsQuery, enabled: may("own_reports:read") });
  const reports = catalogue.data?.filter((each) => fits(words, [each.title, each.about]));
  const owned = own.data?.filter((each) => fits(words, [each.name, each.about]));
  const isMany = (catalogue.data?.length ?? 0) + (own.data?.length ?? 0) > FEW;
  return (
    <Page
      title="Reports"
      actions={
        may("own_reports:write") ? (
          <Button
            leftSection={<IconPlus size={16} />}
            renderRoot={(props) => <Link to="/reports/own/new" {...props} />}
          >
            New report
          </Button>
        ) : null
      }
    >
      <ReportTabs />
      {isMany ? (
        <TextInput
          type="search"
          w={280}
          maw="100%"
          aria-label="Find a report"
          placeholder="Find a report"
          leftSection={<IconSearch size={16} />}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
      ) : null}
      <Catalogue reports={reports} error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      {may("own_reports:read") ? (
        <Own reports={owned} error={own.error} isSearched={words !== ""} onRetry={() => void own.refetch()} />
      ) : null}
      {words !== "" && reports?.length === 0 && (owned ?? []).length === 0 ? (
        <Empty title="No report fits" icon={IconSearch}>
          Nothing is called or about “{words}”.
        </Empty>
      ) : null}
    </Page>
  );
}

interface CatalogueProps {
  reports: Definition[] | undefined;
  error: unknown;
  onRetry: () => void;
}

function Catalogue({ reports, error, onRetry }: CatalogueProps) {
  const may = useMay();
  if (!reports) return error ? <Failure error={error} onRetry={onRetry} /> : <Waiting />;
  return subjects(reports).map(({ title, reports: found }) => (
    <Section key={title} title={title}>
      {found.map((report) => (
        <Card
          key={report.key}
          to={reportLink(report.key, {})}
          kind={kindOf(report)}
          name={report.title}
          about={brief(report.about)}
        />
      ))}
      {title === "Leads" && may("source_report:read") ? <Sources /> : null}
    </Section>
  ));
}

/** The one with a page of its own. */
function Sources() {
  return (
    <Card
      to={{ to: "/lead-sources" }}
      kind="bars"
      name="Source report"
      about="What each source or agent costs and brings, with the commission you say."
    />
  );
}

interface OwnProps {
  reports: OwnReport[] | undefined;
  error: unknown;
  isSearched: boolean;
  onRetry: () => void;
}

function Own({ reports, error, isSearched, onRetry }: OwnProps) {
  const me = useMe().user;
  if (!reports) return error ? <Failure error={error} onRetry={onRetry} /> : null;
  const mine = reports.filter(({ owner_id }) => owner_id === me?.id);
  const others = reports.filter(({ owner_id }) => owner_id !== me?.id);
  return (
    <>
      {mine.length > 0 || !isSearched ? (
        <Section title="My own" empty="Pick records, group and measure them: what you put together stands here.">
          {mine.map((report) => (
            <OwnCard key={report.id} report={report} />
          ))}
        </Section>
      ) : null}
      {others.length > 0 ? (
        <Section title="Of colleagues">
          {others.map((report) => (
            <OwnCard key={report.id} report={report} />
          ))}
        </Section>
      ) : null}
    </>
  );
}

interface OwnCardProps {
  report: OwnReport;
}

function OwnCard({ report: { id, name, about, owner_id, is_shared, definition } }: OwnCardProps) {
  const nameOf = usePersonName();
  const me = useMe().user;
  const isMine = owner_id === me?.id;
  return (
    <Card
      to={reportLink(`own:${id}`, {})}
      kind={kindOfOwn(definition)}
      name={name}
      about={about ?? ""}
      whose={
        isMine && !is_shared ? null : (
          <>
            {is_shared ? <IconUsers size={14} aria-hidden /> : null}
            {isMine ? "Shared with everybody" : `By ${nameOf(owner_id)}`}
          </>
        )
      }
    />
  );
}

const KINDS: readonly Kind[] = ["columns", "bars", "line", "donut"];

/** How an own report is drawn; one that lists records as a list. */
const kindOfOwn = (definition: Record<string, unknown>): Kind =>
  definition["columns"] ? "list" : (KINDS.find((kind) => kind === definition["chart"]) ?? "list");

interface SectionProps {
  title: string;
  /** What it says when nothing stands in it. */
  empty?: string;
  children: ReactNode;
}

function Section({ title, empty, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles["subject"]} aria-labelledby={id}>
      <Title order={2} size="h5" id={id}>
        {title}
      </Title>
      {Children.count(children) > 0 ? (
        <ul className={styles["grid"]}>{children}</ul>
      ) : (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
    </section>
  );
}

interface CardProps {
  to: LinkProps;
  kind: Kind;
  name: string;
  about: string;
  whose?: ReactNode;
}

function Card({ to, kind, name, about, whose }: CardProps) {
  return (
    <li>
      <Link {...to} className={`lg-card ${styles["card"]}`}>
        <Picture kind={kind} />
        <span className={styles["name"]}>{name}</span>
        <span className={styles["about"]}>{about}</span>
        {whose ? <span className={styles["whose"]}>{whose}</span> : null}
      </Link>
    </li>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the reports" className={styles["subject"]}>
      <Skeleton height={16} width={80} />
      <div className={styles["grid"]}>
        {[1, 2, 3, 4, 5, 6].map((place) => (
          <Skeleton key={place} height={84} radius="lg" />
        ))}
      </div>
    </div>
  );
}
