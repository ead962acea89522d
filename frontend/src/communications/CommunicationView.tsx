// A message or call: what was said, what was said around it, and the answer.
import { Button, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import type { Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { recordQuery } from "@/records/data";
import { RecordLink } from "@/records/RecordLink";
import { ComposerCard } from "@/records/show/ComposerCard";
import { CustomerCard } from "@/records/show/CustomerCard";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { SideCard } from "@/records/show/SideCard";
import { LogBox } from "@/records/show/talks/LogBox";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { DateText } from "@/ui/DateText";

import { answerTo } from "./answer";
import { communicationFacts } from "./facts";
import { Thread } from "./Thread";

type Communication = Schemas["Communication"];

interface CommunicationViewProps {
  record: Communication;
}

const WAYS: Record<string, string> = { email: "E-mail", sms: "Text", call: "Call" };

export function CommunicationView({ record }: CommunicationViewProps) {
  const may = useMay();
  const answer = useRef<HTMLInputElement>(null);
  const { data: customer } = useQuery({
    ...recordQuery("customers", record.customer_id ?? 0),
    enabled: record.customer_id !== null && may("customers:read"),
  });
  const way = WAYS[record.comm_type ?? ""] ?? record.channel;
  const reply = answerTo(record);
  const whom = { customerId: record.customer_id, leadId: record.lead_id, name: record.customer_name };
  return (
    <RecordFrame
      header={
        <RecordHeader
          title={record.subject || `${way} ${record.direction === "inbound" ? "from" : "to"} ${record.customer_name}`}
          facts={
            <>
              {way} {record.direction === "inbound" ? "from" : "to"}{" "}
              {record.customer_id ? (
                <RecordLink noun="customers" id={record.customer_id} inherit underline="always">
                  {record.customer_name}
                </RecordLink>
              ) : (
                record.customer_name
              )}{" "}
              · <DateText value={record.comm_date ?? record.created_at} />
            </>
          }
          contact={customer?.record ?? null}
          actions={
            may("communications:write") ? (
              <Button leftSection={<IconArrowBackUp size={16} />} onClick={() => answer.current?.focus()}>
                {record.direction === "inbound" ? "Log the answer" : "Log what followed"}
              </Button>
            ) : null
          }
        />
      }
      top={
        <SideCard title={record.comm_type === "call" ? "What was said" : "Message"} padded>
          {record.content ? (
            <Text style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{record.content}</Text>
          ) : (
            <Text c="dimmed">Nothing was written down.</Text>
          )}
        </SideCard>
      }
      side={
        <>
          <TaskList />
          <CustomerCard customer={customer?.record ?? null} />
          <Facts layout={communicationFacts} />
        </>
      }
      main={
        <>
          {may("communications:write") ? (
            <SideCard title={record.direction === "inbound" ? "Answer" : "What followed"} padded>
              <LogBox key={record.id} customer={whom} initial={reply} inputRef={answer} />
            </SideCard>
          ) : null}
          <Thread message={record} />
          <ComposerCard />
          <Timeline />
        </>
      }
    />
  );
}
