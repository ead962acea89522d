// Who may be the same person: other leads to merge, customers to know of. Shown only when there is somebody.
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useRecord } from "@/records/show/context";
import { RelatedList, RelatedRow } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { StatusBadge } from "@/ui/StatusBadge";

import { duplicatesQuery, type Lead } from "../queries";
import { CompareDialog } from "./CompareDialog";
import { sameText } from "./words";

export function DuplicatesCard({ lead }: { lead: Lead }) {
  const { mayChange } = useRecord();
  const { data } = useQuery(duplicatesQuery(lead.id));
  const [compared, setCompared] = useState<number | null>(null);
  const customers = (data?.customers ?? []).filter(({ id }) => id !== lead.customer_id);
  if (!data || data.leads.length + data.out_of_sight + customers.length === 0) return null;
  return (
    <SideCard title="Maybe the same person" count={data.leads.length + customers.length || undefined}>
      <RelatedList>
        {customers.map((customer) => (
          <RelatedRow
            key={`customer ${customer.id}`}
            noun="customers"
            id={customer.id}
            title={customer.name}
            mark={<StatusBadge value="customer" />}
            detail={`Same e-mail address · ${counted(customer.policies_count, "policy", "policies")}`}
          />
        ))}
        {data.leads.map((other) => (
          <RelatedRow
            key={other.id}
            noun="leads"
            id={other.id}
            title={other.name || other.email || `Lead ${other.id}`}
            mark={<StatusBadge value={other.status} />}
            detail={
              <>
                {sameText(other.reasons)} · came in <DateText value={other.received_at} style="ago" />
              </>
            }
            value={
              mayChange ? (
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() => setCompared(other.id)}
                  aria-label={`Compare with ${other.name || `lead ${other.id}`}`}
                >
                  Compare
                </Button>
              ) : null
            }
          />
        ))}
      </RelatedList>
      {data.out_of_sight > 0 ? (
        <Text size="xs" c="dimmed" px="md" py={8}>
          {counted(data.out_of_sight, "lead")} of others, which you may not see,{" "}
          {data.out_of_sight === 1 ? "looks" : "look"} like this person too.
        </Text>
      ) : null}
      <CompareDialog lead={lead} otherId={compared} onClose={() => setCompared(null)} />
    </SideCard>
  );
}
