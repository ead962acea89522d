import type { Schemas } from "@/api/client";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { NOUNS } from "@/records/nouns";

import { claimFacts } from "./facts";

interface ClaimViewProps {
  record: Schemas["Claim"];
}

export function ClaimView({ record }: ClaimViewProps) {
  return (
    <RecordFrame
      header={<RecordHeader title={NOUNS.claims.title(record as unknown as Record<string, unknown>)} />}
      side={
        <>
          <TaskList />
          <Facts layout={claimFacts} />
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
