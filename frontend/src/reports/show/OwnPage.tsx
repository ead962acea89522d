// A report that somebody put together.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { Actions } from "./Actions";
import type { ReportSearch } from "./address";
import { ownFiguresQuery, ownReportQuery } from "./queries";
import { contentsOf, ReportPage } from "./ReportPage";

export function OwnPage() {
  const { id = "" } = useParams({ strict: false });
  return <Report key={id} id={Number(id)} />;
}

interface ReportProps {
  id: number;
}

const TIMED = ["period"];
const TIMELESS: string[] = [];

function Report({ id }: ReportProps) {
  const search: ReportSearch = useSearch({ strict: false });
  const go = useNavigate();
  const own = useQuery(ownReportQuery(id)).data;
  const figures = useQuery(ownFiguresQuery(id, search));
  const title = own?.name ?? figures.data?.title ?? "Report";
  return (
    <ReportPage
      title={title}
      noun={own?.noun ?? ""}
      takes={own?.definition["period_field"] ? TIMED : TIMELESS}
      search={search}
      onSearch={(next) =>
        void go({ to: "/reports/own/$id", params: { id: String(id) }, search: next, resetScroll: false })
      }
      figures={figures}
      actions={<Actions report={`own:${id}`} title={title} search={search} contents={contentsOf(figures.data)} />}
    />
  );
}
