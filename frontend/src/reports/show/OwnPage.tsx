// A report that somebody put together.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { Failure, Loading } from "@/ui/states";

import { OwnMenu, Records, recordsQuery } from "../own";
import { ownReportQuery } from "../own/queries";
import { Actions } from "./Actions";
import type { ReportSearch } from "./address";
import { ownFiguresQuery } from "./queries";
import { contentsOf, ReportPage } from "./ReportPage";

export function OwnPage() {
  const { id = "" } = useParams({ strict: false });
  return <Report key={id} id={Number(id)} />;
}

interface ReportProps {
  id: number;
}

function takesOf(definition: Record<string, unknown> | undefined): string[] {
  if (!definition?.["period_field"]) return [];
  return definition["columns"] ? ["period", "records"] : ["period"];
}

function Report({ id }: ReportProps) {
  const search: ReportSearch = useSearch({ strict: false });
  const go = useNavigate();
  const own = useQuery(ownReportQuery(id)).data?.report;
  const figures = useQuery(ownFiguresQuery(id, search));
  const title = own?.name ?? figures.data?.title ?? "Report";
  return (
    <ReportPage
      title={title}
      noun={own?.noun ?? ""}
      takes={takesOf(own?.definition)}
      search={search}
      onSearch={(next, replace) =>
        void go({ to: "/reports/own/$id", params: { id: String(id) }, search: next, replace, resetScroll: false })
      }
      figures={figures}
      actions={
        <Actions report={`own:${id}`} title={title} search={search} contents={contentsOf(figures.data)}>
          {own ? <OwnMenu report={own} /> : null}
        </Actions>
      }
      records={<Listed id={id} title={title} period={search.period} />}
    />
  );
}

interface ListedProps {
  id: number;
  title: string;
  period: string | undefined;
}

/** The first records of a report that lists some. */
function Listed({ id, title, period }: ListedProps) {
  const listed = useQuery(recordsQuery(id, period));
  if (listed.error) return <Failure error={listed.error} onRetry={() => void listed.refetch()} />;
  return listed.data ? <Records title={title} listed={listed.data} /> : <Loading label="Loading the records" />;
}
