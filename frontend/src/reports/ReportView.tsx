// A report: its figures as a table, what it is and who made it.
import type { Schemas } from "@/api/client";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";

import { madeFacts, reportFacts } from "./facts";
import { FileCard } from "./made/FileCard";
import { ReportFigures } from "./ReportFigures";
import { LinksCard } from "./schedules";

interface ReportViewProps {
  record: Schemas["Report"];
}

export function ReportView({ record }: ReportViewProps) {
  // Others write down reports too, whose files are elsewhere.
  const isOurs = record.report_key !== null;
  return (
    <RecordFrame
      header={
        <RecordHeader
          title={record.name}
          facts={[record.report_number, record.report_type, record.period].filter(Boolean).join(" · ")}
        />
      }
      top={
        <>
          {isOurs ? <FileCard report={record} /> : null}
          {isOurs && record.data === null ? null : <ReportFigures report={record} />}
        </>
      }
      side={
        <>
          {isOurs ? <LinksCard reportId={record.id} /> : null}
          <TaskList />
          <Facts layout={isOurs ? madeFacts : reportFacts} />
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
