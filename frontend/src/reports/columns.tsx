// How reports are listed.
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";

import { StatusCell } from "./made/StatusCell";
import { sizeText } from "./made/words";

import { ReportTabs } from "./ReportTabs";

export const reportsList: NounList<"reports"> = {
  title: "name",
  columns: [
    { name: "name", pinned: true },
    { name: "status" },
    { name: "format" },
    { name: "file_size" },
    { name: "generated_date" },
    { name: "report_type" },
    { name: "period" },
    { name: "owner_id" },
    { name: "report_number" },
  ],
  omit: ["version", "file_path", "file_sha256", "report_key", "progress", "schedule_id"],
  labels: { file_size: "Size" },
  widths: { name: 240, report_number: 150, generated_date: 190, format: 90, status: 170, file_size: 100 },
  cells: {
    status: (report) => <StatusCell report={report} />,
    file_size: (report) =>
      report.file_size === null ? null : <span className="lg-number">{sizeText(report.file_size)}</span>,
  },
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
  source: { to: "/reports/own/new", permission: "own_reports:write" },
  empty: "Files that are made of reports appear here: open a report and choose “Make a file”.",
};
