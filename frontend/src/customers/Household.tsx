// Who shares the address.
import { Text } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { RelatedList, RelatedRow, RelatedSkeleton } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { Money } from "@/ui/Money";

interface HouseholdProps {
  members: Schemas["CustomerOverview"]["household"] | undefined;
}

export function Household({ members }: HouseholdProps) {
  return (
    <SideCard title="Same address" count={members?.length || undefined}>
      {members ? null : <RelatedSkeleton rows={2} />}
      {members?.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          No other customer lives at this address.
        </Text>
      ) : null}
      <RelatedList>
        {members?.map((member) => (
          <RelatedRow
            key={member.id}
            noun="customers"
            id={member.id}
            title={member.name}
            detail={`${member.policies_count} ${member.policies_count === 1 ? "policy" : "policies"}, ${member.status}`}
            value={<Money cents={member.total_value_cents} style="rounded" />}
          />
        ))}
      </RelatedList>
    </SideCard>
  );
}
