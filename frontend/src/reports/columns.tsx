// How reports are listed.
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";

import { ReportTabs } from "./ReportTabs";

export const reportsList: NounList<"reports"> = {
  title: "name",
  columns: [
    { name: "name", pinned: true },
    { name: "report_number" },
    { name: "report_type" },
    { name: "period" },
    { name: "format" },
    { name: "status" },
    { name: "generated_date" },
    { name: "owner_id" },
  ],
  omit: ["version", "file_path"],
  widths: { name: 240, report_number: 150, generated_date: 190, format: 90 },
  quick: [
    { field: "status", kind: "choice" },
    { field: "format", kind: "choice" },
    { field: "generated_date", kind: "past" },
    { field: "owner_id", kind: "owner" },
  ],
  card: (report) => ({
    facts: [
      [report.report_type, report.period].filter(Boolean).join(" · "),
      <>
        {report.format} · <DateText value={report.generated_date} />
      </>,
    ],
  }),
  Above: ReportTabs,
  empty: "Reports appear here as they are made.",
};
