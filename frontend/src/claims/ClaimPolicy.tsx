// The policy that is claimed on.
import type { Schemas } from "@/api/client";
import { RelatedList, RelatedRow } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { StatusBadge } from "@/ui/StatusBadge";

interface ClaimPolicyProps {
  policy: Schemas["ClaimOverview"]["policy"] | undefined;
}

export function ClaimPolicy({ policy }: ClaimPolicyProps) {
  if (!policy) return null;
  return (
    <SideCard title="Policy">
      <RelatedList>
        <RelatedRow
          noun="policies"
          id={policy.id}
          title={policy.policy_number}
          mark={<StatusBadge value={policy.status} />}
          detail={
            <>
              {[policy.policy_type, policy.carrier].filter(Boolean).join(" · ")}
              <br />
              <DateText value={policy.effective_date} /> to <DateText value={policy.expiration_date} />
            </>
          }
          value={<Money cents={policy.premium_cents} />}
        />
      </RelatedList>
    </SideCard>
  );
}
