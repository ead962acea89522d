// What a mailed link opens, for somebody who may have no account: what it is, and the file. Nothing else is told.
import { Button, Skeleton, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconClockOff, IconDownload, IconHourglass, IconLinkOff, type Icon } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { api, body, type Schemas } from "@/api/client";
import { ProblemError, sentence } from "@/api/problem";
import { Mark } from "@/ui/Mark";

import { FormatPicture } from "../made/FormatPicture";
import { dayOf } from "../schedules/words";
import classes from "./Shared.module.css";

const KINDS: Record<Schemas["ReportFormat"], string> = {
  PDF: "PDF document",
  Excel: "Excel workbook",
  CSV: "CSV file",
  JSON: "JSON file",
};

const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ["shared-report", token],
    queryFn: () => body(api.GET("/v1/report-links/{token}", { params: { path: { token } } })),
    staleTime: 60_000,
  });

export function SharedReportPage() {
  const { token } = useParams({ from: "/shared-report/$token" });
  const { data, error, refetch, isFetching } = useQuery(sharedQuery(token));
  useDocumentTitle(data ? `${data.name} · ${data.agency ?? "LeadGen"}` : "Report · LeadGen");
  return (
    <div className={classes["page"]}>
      <main className={classes["main"]}>
        {data ? <Shared report={data} token={token} /> : null}
        {!data && error ? <NotThere error={error} isAsking={isFetching} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <Waiting /> : null}
      </main>
      <footer className={classes["foot"]}>
        <Mark size={18} /> Sent with LeadGen
      </footer>
    </div>
  );
}

function Shared({ report, token }: { report: Schemas["SharedReport"]; token: string }) {
  const made = report.made_at ? ` of ${dayOf(report.made_at, report.zone)}` : "";
  return (
    <article className={classes["card"]}>
      <FormatPicture format={report.format} size={44} className={classes["picture"]} />
      <div>
        {report.agency ? (
          <Text size="sm" c="dimmed" className={classes["agency"]}>
            {report.agency}
          </Text>
        ) : null}
        <Title order={1} className={classes["title"]}>
          {report.name}
        </Title>
        <Text c="dimmed" mt={4}>
          {KINDS[report.format]}
          {made}
        </Text>
      </div>
      <Button
        component="a"
        href={`/v1/report-links/${encodeURIComponent(token)}/file`}
        download
        size="md"
        leftSection={<IconDownload size={19} stroke={1.7} />}
        className={classes["button"]}
      >
        Download the report
      </Button>
      <Text size="sm" c="dimmed" className={classes["until"]}>
        This link was made for you alone and works until {dayOf(report.expires_at, report.zone)}. Whoever has it can
        read the report.
      </Text>
    </article>
  );
}

interface NotThereProps {
  error: unknown;
  isAsking: boolean;
  onRetry: () => void;
}

/** What has expired, was ended or never was looks alike. */
function NotThere({ error, isAsking, onRetry }: NotThereProps) {
  const status = error instanceof ProblemError ? error.status : null;
  if (status === 404)
    return (
      <Told icon={IconLinkOff} title="This link does not work any more">
        Links to reports work for 14 days, and whoever sent one can end it earlier. Reply to the mail that it came with
        and ask for a new one.
      </Told>
    );
  const again = (
    <Button variant="default" onClick={onRetry} loading={isAsking}>
      Try again
    </Button>
  );
  if (status === 429)
    return (
      <Told icon={IconHourglass} title="One moment, please" action={again}>
        This was tried too often. It works again in a minute.
      </Told>
    );
  return (
    <Told icon={IconClockOff} title="The report cannot be reached right now" action={again}>
      {sentence(error)}
    </Told>
  );
}

interface ToldProps {
  icon: Icon;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}

function Told({ icon: Picture, title, action, children }: ToldProps) {
  return (
    <div className={classes["card"]} role="alert">
      <Picture size={44} stroke={1.4} className={classes["faint"]} aria-hidden />
      <div>
        <Title order={1} className={classes["title"]}>
          {title}
        </Title>
        <Text c="dimmed" mt={6}>
          {children}
        </Text>
      </div>
      {action}
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes["card"]} role="status" aria-label="Loading">
      <Skeleton height={44} width={36} />
      <div>
        <Skeleton height={14} width="40%" />
        <Skeleton height={28} width="80%" mt={8} />
        <Skeleton height={16} width="60%" mt={10} />
      </div>
      <Skeleton height={42} width={220} />
    </div>
  );
}
