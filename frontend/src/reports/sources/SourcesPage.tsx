// What each source and each agent brings: leads of a span of days, followed to where they are now.
import { useLocalStorage } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { useMe } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { wallClock } from "@/ui/clock";
import { Page } from "@/ui/Page";

import { BackToReports } from "../BackToReports";
import { askedSpan, USUAL_PERIOD, USUAL_SORT, type SourcesSearch } from "./address";
import { Controls } from "./Controls";
import { spanBefore, spanText } from "./periods";
import { sourcesQuery, type By } from "./queries";
import { Report } from "./Report";

const USUAL_ZONE = "America/New_York";
const USUAL_COMMISSION = 12;

export function SourcesPage() {
  const search: SourcesSearch = useSearch({ strict: false });
  const go = useNavigate();
  const { permissions } = useMe();
  const agency = useQuery(agencyQuery);
  const [opened] = useState(() => new Date());
  const [commission, setCommission] = useLocalStorage({
    key: "leadgen.commission",
    defaultValue: USUAL_COMMISSION,
    getInitialValueInEffect: false,
  });
  const [isCompared, setCompared] = useLocalStorage({
    key: "leadgen.sources.compared",
    defaultValue: false,
    getInitialValueInEffect: false,
  });

  const today = wallClock(agency.data?.timezone ?? USUAL_ZONE, opened).day;
  const { period = USUAL_PERIOD, by = "source", sort = USUAL_SORT } = search;
  // Without the agency's clock its days are not known.
  const span = agency.isPending ? null : askedSpan(search, today);
  const before = span && spanBefore(period, span);
  const report = useQuery({ ...sourcesQuery(span, by as By, commission), placeholderData: keepPreviousData });
  const earlier = useQuery(sourcesQuery(isCompared ? before : null, by as By, commission));

  const change = (changed: SourcesSearch) =>
    void go({ to: "/lead-sources", search: { ...search, ...changed }, replace: true });
  return (
    <Page
      title="Source report"
      above={<BackToReports />}
      subtitle={<Subtitle text={span && spanText(span)} own={permissions["source_report:read"] === "own"} />}
    >
      <Controls
        search={search}
        today={today}
        onChange={change}
        commission={commission}
        onCommission={setCommission}
        isCompared={isCompared}
        onCompared={setCompared}
        before={before && spanText(before)}
      />
      <Report
        by={by}
        report={span ? report.data : undefined}
        earlier={isCompared ? earlier.data : undefined}
        error={report.error}
        isAsked={agency.isPending || span !== null}
        waiting={report.isPlaceholderData}
        sort={sort}
        onSort={(next) => change({ sort: next === USUAL_SORT ? undefined : next })}
        onWider={
          period === "last_year"
            ? undefined
            : () => change({ period: period === "this_year" ? "last_year" : "this_year" })
        }
        onRetry={() => void report.refetch()}
      />
    </Page>
  );
}

interface SubtitleProps {
  /** The days, once they are known. */
  text: string | null;
  own: boolean;
}

function Subtitle({ text, own }: SubtitleProps) {
  if (!text) return "What leads cost and what they bring";
  return `${own ? "Your leads" : "Leads"} that came in ${text}, followed to where they are now`;
}
