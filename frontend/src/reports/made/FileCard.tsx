// The file of a report, on the report's page.
import { SideCard } from "@/records/show/SideCard";

import { useReport, type Report } from "./data";
import { MadeState } from "./MadeState";

interface FileCardProps {
  report: Report;
}

export function FileCard({ report }: FileCardProps) {
  // Follows it also where the server's events do not come through.
  const shown = useReport(report.id).data?.record ?? report;
  return (
    <SideCard title="File" padded>
      <MadeState report={shown} />
    </SideCard>
  );
}
