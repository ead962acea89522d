// A customer: what they have with us, what is open, who lives with them, and everything that was said.
import { Button } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { CreateDialog } from "@/records/show/form/CreateDialog";
import { ComposerCard } from "@/records/show/ComposerCard";
import { Documents } from "@/records/show/Documents";
import { Facts } from "@/records/show/facts/Facts";
import { customerOverviewQuery } from "@/records/show/queries";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { dateText } from "@/ui/DateText";

import { CustomerFigures } from "./CustomerFigures";
import { customerFacts } from "./facts";
import { Household } from "./Household";
import { Lines } from "./Lines";
import { OpenClaims } from "./OpenClaims";

type Customer = Schemas["Customer"];

interface CustomerViewProps {
  record: Customer;
}

/** `Albuquerque, NM · customer since Dec 14, 2018` */
function headline({ city, state, join_date }: Customer): string {
  const place = [city, state].filter(Boolean).join(", ");
  return [place, join_date ? `customer since ${dateText(join_date)}` : ""].filter(Boolean).join(" · ");
}

export function CustomerView({ record }: CustomerViewProps) {
  const may = useMay();
  const overview = useQuery(customerOverviewQuery(record.id));
  const [adding, setAdding] = useState<{ line: string | null } | null>(null);
  const mayAdd = may("policies:write");
  const initial = { customer_id: record.id, customer_name: record.name, policy_type: adding?.line ?? null };
  return (
    <>
      <RecordFrame
        header={
          <RecordHeader
            title={record.name}
            facts={headline(record)}
            contact={{ name: record.name, phone: record.phone, email: record.email }}
            actions={
              mayAdd ? (
                <Button leftSection={<IconFileText size={16} />} onClick={() => setAdding({ line: null })}>
                  New policy
                </Button>
              ) : null
            }
          />
        }
        top={
          <>
            <CustomerFigures overview={overview.data} />
            <Lines overview={overview} onAdd={mayAdd ? (line) => setAdding({ line }) : undefined} />
            <OpenClaims claims={overview.data?.open_claims ?? []} />
          </>
        }
        side={
          <>
            <TaskList />
            <Facts layout={customerFacts} />
            <Household members={overview.data?.household} />
            <Documents about={{ customer_id: record.id }} />
          </>
        }
        main={
          <>
            <ComposerCard />
            <Timeline />
          </>
        }
      />
      <CreateDialog noun="policies" opened={adding !== null} onClose={() => setAdding(null)} initial={initial} />
    </>
  );
}
