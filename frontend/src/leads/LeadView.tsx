// A lead: whom to reach and how soon, how likely they buy and why, and what was said.
import { Button } from "@mantine/core";
import { IconAddressBook } from "@tabler/icons-react";

import type { Schemas } from "@/api/client";
import { RecordLink } from "@/records/RecordLink";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Documents } from "@/records/show/Documents";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { agoText } from "@/ui/DateText";
import { words } from "@/ui/StatusBadge";

import { Consent } from "./Consent";
import { leadFacts } from "./facts";
import { Score } from "./Score";
import { Stage } from "./Stage";

interface LeadViewProps {
  record: Schemas["Lead"];
}

export function LeadView({ record }: LeadViewProps) {
  const name = record.name || record.email || record.phone || `Lead ${record.id}`;
  const facts = [
    record.product_interest ? `${words(record.product_interest)} insurance` : "",
    record.source ? `from ${words(record.source).toLowerCase()}` : "",
    `came in ${agoText(record.received_at)}`,
  ];
  return (
    <RecordFrame
      header={
        <RecordHeader
          title={name}
          facts={facts.filter(Boolean).join(" · ")}
          contact={{ name, phone: record.phone, email: record.email }}
          actions={
            record.customer_id ? (
              <Button
                leftSection={<IconAddressBook size={16} />}
                renderRoot={(props) => <RecordLink noun="customers" id={record.customer_id ?? 0} {...props} />}
              >
                Open customer
              </Button>
            ) : null
          }
        />
      }
      top={<Stage lead={record} />}
      side={
        <>
          <TaskList />
          <Score leadId={record.id} />
          <Facts layout={leadFacts} />
          <Consent consent={record.consent} />
          <Documents about={{ lead_id: record.id }} />
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
