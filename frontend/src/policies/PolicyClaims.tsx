// What was claimed on the policy.
import { Text } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { RelatedList, RelatedRow, RelatedSkeleton } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { StatusBadge } from "@/ui/StatusBadge";

interface PolicyClaimsProps {
  claims: Schemas["PolicyOverview"]["claims"] | undefined;
}

export function PolicyClaims({ claims }: PolicyClaimsProps) {
  return (
    <SideCard title="Claims" count={claims?.length || undefined}>
      {claims ? null : <RelatedSkeleton rows={2} />}
      {claims?.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          Nothing was ever claimed on this policy.
        </Text>
      ) : null}
      <RelatedList>
        {claims?.map((claim) => (
          <RelatedRow
            key={claim.id}
            noun="claims"
            id={claim.id}
            title={claim.claim_number}
            mark={<StatusBadge value={claim.status} />}
            detail={
              claim.incident_date ? (
                <>
                  happened <DateText value={claim.incident_date} />
                </>
              ) : null
            }
            value={<Money cents={claim.amount_cents} />}
          />
        ))}
      </RelatedList>
    </SideCard>
  );
}
