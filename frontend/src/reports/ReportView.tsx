// A report: its figures as a table, what it is and who made it.
import type { Schemas } from "@/api/client";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";

import { reportFacts } from "./facts";
import { ReportFigures } from "./ReportFigures";

interface ReportViewProps {
  record: Schemas["Report"];
}

export function ReportView({ record }: ReportViewProps) {
  return (
    <RecordFrame
      header={
        <RecordHeader
          title={record.name}
          facts={[record.report_number, record.report_type, record.period].filter(Boolean).join(" · ")}
        />
      }
      top={<ReportFigures report={record} />}
      side={
        <>
          <TaskList />
          <Facts layout={reportFacts} />
        </>
      }
      main={
        <>
          <ComposerCard />
          <Timeline />
        </>
      }
    />
  );
}
