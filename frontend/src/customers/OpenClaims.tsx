// Claims that wait for a decision.
import type { Schemas } from "@/api/client";
import { RelatedList, RelatedRow } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { StatusBadge } from "@/ui/StatusBadge";

interface OpenClaimsProps {
  claims: Schemas["CustomerOverview"]["open_claims"];
}

export function OpenClaims({ claims }: OpenClaimsProps) {
  if (claims.length === 0) return null;
  return (
    <SideCard title="Open claims" count={claims.length}>
      <RelatedList>
        {claims.map((claim) => (
          <RelatedRow
            key={claim.id}
            noun="claims"
            id={claim.id}
            title={claim.claim_number}
            mark={<StatusBadge value={claim.status} />}
            detail={
              <>
                {claim.claim_type ?? "Claim"}
                {claim.incident_date ? (
                  <>
                    {" "}
                    · happened <DateText value={claim.incident_date} />
                  </>
                ) : null}
              </>
            }
            value={<Money cents={claim.amount_cents} />}
          />
        ))}
      </RelatedList>
    </SideCard>
  );
}
