// A claim: how far it has come, by when it has to go on and why, what it is about and whose it is.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "@/api/client";
import { RecordLink } from "@/records/RecordLink";
import { ComposerCard } from "@/records/show/ComposerCard";
import { CustomerCard } from "@/records/show/CustomerCard";
import { Documents } from "@/records/show/Documents";
import { Facts } from "@/records/show/facts/Facts";
import { claimOverviewQuery } from "@/records/show/queries";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { SideCard } from "@/records/show/SideCard";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";

import { ClaimFigures } from "./ClaimFigures";
import { ClaimPolicy } from "./ClaimPolicy";
import { Deadlines } from "./Deadlines";
import { claimFacts } from "./facts";
import { Steps } from "./Steps";

interface ClaimViewProps {
  record: Schemas["Claim"];
}

export function ClaimView({ record }: ClaimViewProps) {
  const overview = useQuery(claimOverviewQuery(record.id));
  const customer = overview.data?.customer ?? null;
  return (
    <RecordFrame
      header={
        <RecordHeader
          title={record.claim_number}
          facts={
            <>
              {record.claim_type ? `${record.claim_type} · ` : ""}
              {customer ? (
                <RecordLink noun="customers" id={customer.id} inherit underline="always">
                  {customer.name}
                </RecordLink>
              ) : (
                record.customer_name
              )}
            </>
          }
          contact={customer}
        />
      }
      top={
        <>
          <Steps claim={record} overview={overview} />
          <ClaimFigures claim={record} next={overview.data?.next_deadline} />
          {record.description ? (
            <SideCard title="What happened" padded>
              <Text style={{ whiteSpace: "pre-line" }}>{record.description}</Text>
            </SideCard>
          ) : null}
          <Deadlines deadlines={overview.data?.deadlines} />
        </>
      }
      side={
        <>
          <TaskList />
          <CustomerCard customer={customer} />
          <ClaimPolicy policy={overview.data?.policy} />
          <Facts layout={claimFacts} />
          <Documents about={{ claim_id: record.id }} />
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
