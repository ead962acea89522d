// Who is known already by the number or address that is being typed, before a second lead is made of them.
import { Alert, List } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { RecordLink } from "@/records/RecordLink";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { words } from "@/ui/StatusBadge";

import { sameText } from "./duplicates/words";
import { knownBy } from "./known";
import { knownQuery } from "./queries";

const PAUSE_MS = 300;

export function KnownPeople({ typed }: { typed: Record<string, unknown> }) {
  const [settled] = useDebouncedValue(typed, PAUSE_MS);
  const known = knownBy(settled);
  const { data } = useQuery({
    ...knownQuery(known ?? {}),
    enabled: known !== null,
    placeholderData: keepPreviousData,
    // That nobody could be looked up must not keep anybody from writing a lead down.
    retry: false,
  });
  const count = data ? data.leads.length + data.customers.length + data.out_of_sight : 0;
  if (known === null || !data || count === 0) return <div role="status" />;
  return (
    <Alert color="yellow" variant="light" role="status" title="Is it one of these?" mt="md">
      <List size="sm" spacing={4}>
        {data.customers.map((customer) => (
          <List.Item key={`customer ${customer.id}`}>
            <RecordLink noun="customers" id={customer.id} size="sm" underline="always">
              {customer.name}
            </RecordLink>
            , customer with {counted(customer.policies_count, "policy", "policies")} and this e-mail address
          </List.Item>
        ))}
        {data.leads.map((lead) => (
          <List.Item key={lead.id}>
            <RecordLink noun="leads" id={lead.id} size="sm" underline="always">
              {lead.name || lead.email || `Lead ${lead.id}`}
            </RecordLink>
            , {words(lead.status).toLowerCase()} lead, came in <DateText value={lead.received_at} style="ago" />.{" "}
            {sameText(lead.reasons)}
          </List.Item>
        ))}
        {data.out_of_sight > 0 ? (
          <List.Item>{counted(data.out_of_sight, "lead")} of others, which you may not see</List.Item>
        ) : null}
      </List>
    </Alert>
  );
}
