// Everything that is sent regularly: when it is next, when it was last, and what went wrong.
import { Button, Skeleton } from "@mantine/core";
import { IconMailForward, IconReportAnalytics } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { useMay } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";

import { catalogueQuery, ownReportsQuery } from "../catalogue/queries";
import type { Asked } from "../made/data";
import { ReportTabs } from "../ReportTabs";
import { MailWay } from "./MailWay";
import { schedulesQuery, type Schedule } from "./queries";
import { ScheduleDialog } from "./ScheduleDialog";
import { ScheduleLine } from "./ScheduleLine";
import classes from "./Schedules.module.css";

const USUAL_ZONE = "America/New_York";

export function SchedulesPage() {
  const may = useMay();
  const found = useQuery(schedulesQuery);
  const agency = useQuery(agencyQuery);
  const titles = useTitles();
  const [changing, setChanging] = useState<Schedule | null>(null);
  const zone = agency.data?.timezone ?? USUAL_ZONE;
  return (
    <Page title="Reports">
      <ReportTabs />
      <MailWay />
      <section className="lg-card" aria-label="Sent regularly">
        {found.isPending ? <Waiting /> : null}
        {found.error && !found.data ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
        {found.data?.length === 0 ? <Nothing mayAdd={may("report_schedules:write")} /> : null}
        <ul className={classes["list"]}>
          {(found.data ?? []).map((schedule) => (
            <ScheduleLine
              key={schedule.id}
              schedule={schedule}
              title={titles.get(schedule.report) ?? schedule.report}
              zone={zone}
              onChange={may("report_schedules:write") ? () => setChanging(schedule) : undefined}
            />
          ))}
        </ul>
      </section>
      {changing ? (
        <ScheduleDialog
          report={changing.report}
          asked={changing.asked as Asked}
          schedule={changing}
          onClose={() => setChanging(null)}
        />
      ) : null}
    </Page>
  );
}

/** What each report is called, by its key. */
function useTitles(): ReadonlyMap<string, string> {
  const may = useMay();
  const catalogue = useQuery(catalogueQuery);
  const own = useQuery({ ...ownReportsQuery, enabled: may("own_reports:read") });
  return new Map([
    ...(catalogue.data ?? []).map(({ key, title }) => [key, title] as const),
    ...(own.data ?? []).map(({ id, name }) => [`own:${id}`, name] as const),
  ]);
}

function Nothing({ mayAdd }: { mayAdd: boolean }) {
  return (
    <Empty
      title="Nothing is sent regularly yet"
      icon={IconMailForward}
      action={
        mayAdd ? (
          <Button
            mt="xs"
            leftSection={<IconReportAnalytics size={17} stroke={1.6} />}
            renderRoot={(props) => <Link to="/reports/catalogue" {...props} />}
          >
            Choose a report
          </Button>
        ) : undefined
      }
    >
      {mayAdd
        ? "Open a report and choose “Send regularly”: everybody you name gets a link to it, each day, week or month."
        : "What somebody has sent to you regularly stands here."}
    </Empty>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading">
      {[0, 1, 2].map((line) => (
        <div key={line} className={classes["line"]}>
          <Skeleton height={34} width="70%" />
          <Skeleton height={34} width="60%" />
          <Skeleton height={34} width="60%" />
          <Skeleton height={28} width={28} />
        </div>
      ))}
    </div>
  );
}
