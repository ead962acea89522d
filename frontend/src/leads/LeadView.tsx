import type { Schemas } from "@/api/client";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { NOUNS } from "@/records/nouns";

import { leadFacts } from "./facts";

interface LeadViewProps {
  record: Schemas["Lead"];
}

export function LeadView({ record }: LeadViewProps) {
  return (
    <RecordFrame
      header={<RecordHeader title={NOUNS.leads.title(record as unknown as Record<string, unknown>)} />}
      side={
        <>
          <TaskList />
          <Facts layout={leadFacts} />
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
