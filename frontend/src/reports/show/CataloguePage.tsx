// A report that comes with LeadGen.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { catalogueQuery } from "../catalogue/queries";
import { Actions } from "./Actions";
import type { ReportSearch } from "./address";
import { reportQuery } from "./queries";
import { contentsOf, ReportPage } from "./ReportPage";

export function CataloguePage() {
  const { key = "" } = useParams({ strict: false });
  // Nothing of one report stays on screen for the next.
  return <Report key={key} report={key} />;
}

interface ReportProps {
  report: string;
}

function Report({ report }: ReportProps) {
  const search: ReportSearch = useSearch({ strict: false });
  const go = useNavigate();
  const definition = useQuery(catalogueQuery).data?.find(({ key }) => key === report);
  const figures = useQuery(reportQuery(report, search));
  return (
    <ReportPage
      title={definition?.title ?? figures.data?.title ?? "Report"}
      noun={definition?.noun ?? ""}
      takes={definition?.takes ?? []}
      search={search}
      onSearch={(next, replace) =>
        void go({ to: "/reports/catalogue/$key", params: { key: report }, search: next, replace, resetScroll: false })
      }
      figures={figures}
      actions={
        <Actions report={report} title={definition?.title ?? ""} search={search} contents={contentsOf(figures.data)} />
      }
    />
  );
}
