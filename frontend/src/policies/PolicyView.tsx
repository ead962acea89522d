import type { Schemas } from "@/api/client";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { NOUNS } from "@/records/nouns";

import { policyFacts } from "./facts";

interface PolicyViewProps {
  record: Schemas["Policy"];
}

export function PolicyView({ record }: PolicyViewProps) {
  return (
    <RecordFrame
      header={<RecordHeader title={NOUNS.policies.title(record as unknown as Record<string, unknown>)} />}
      side={
        <>
          <TaskList />
          <Facts layout={policyFacts} />
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
