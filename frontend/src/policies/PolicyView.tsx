// A policy: how long it runs, what it costs and cost before, what was claimed on it and whose it is.
import { Button } from "@mantine/core";
import { IconShieldExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { RecordLink } from "@/records/RecordLink";
import { ComposerCard } from "@/records/show/ComposerCard";
import { CustomerCard } from "@/records/show/CustomerCard";
import { Documents } from "@/records/show/Documents";
import { Facts } from "@/records/show/facts/Facts";
import { CreateDialog } from "@/records/show/form/CreateDialog";
import { policyOverviewQuery } from "@/records/show/queries";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";

import { policyFacts } from "./facts";
import { PolicyClaims } from "./PolicyClaims";
import { PolicyFigures } from "./PolicyFigures";
import { PremiumHistory } from "./PremiumHistory";
import { Term } from "./Term";

interface PolicyViewProps {
  record: Schemas["Policy"];
}

export function PolicyView({ record }: PolicyViewProps) {
  const may = useMay();
  const { data: overview } = useQuery(policyOverviewQuery(record.id));
  const [filing, setFiling] = useState(false);
  const contact = overview?.customer ?? null;
  const claim = {
    policy_id: record.id,
    policy_number: record.policy_number,
    customer_name: record.customer_name,
    claim_type: record.policy_type,
  };
  return (
    <>
      <RecordFrame
        header={
          <RecordHeader
            title={record.policy_number}
            facts={
              <>
                {[record.policy_type, record.carrier].filter(Boolean).join(" · ")}
                {record.policy_type || record.carrier ? " · " : ""}
                {record.customer_id ? (
                  <RecordLink noun="customers" id={record.customer_id} inherit underline="always">
                    {record.customer_name}
                  </RecordLink>
                ) : (
                  record.customer_name
                )}
              </>
            }
            contact={contact}
            actions={
              may("claims:write") ? (
                <Button leftSection={<IconShieldExclamation size={16} />} onClick={() => setFiling(true)}>
                  New claim
                </Button>
              ) : null
            }
          />
        }
        top={
          <>
            <Term policy={record} term={overview?.term} />
            <PolicyFigures policy={record} overview={overview} />
            <PolicyClaims claims={overview?.claims} />
            <PremiumHistory changes={overview?.premium_history ?? []} />
          </>
        }
        side={
          <>
            <TaskList />
            <CustomerCard customer={contact} />
            <Facts layout={policyFacts} />
            <Documents about={{ policy_id: record.id }} />
          </>
        }
        main={
          <>
            <ComposerCard />
            <Timeline />
          </>
        }
      />
      <CreateDialog noun="claims" opened={filing} onClose={() => setFiling(false)} initial={claim} />
    </>
  );
}
