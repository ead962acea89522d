// What a customer is worth and what waits, in numbers.
import { Skeleton } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { RecordLink } from "@/records/RecordLink";
import { Figures } from "@/records/show/Figures";
import { daysText } from "@/records/show/daysText";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";

interface CustomerFiguresProps {
  overview: Schemas["CustomerOverview"] | undefined;
}

export function CustomerFigures({ overview }: CustomerFiguresProps) {
  if (!overview) return <Skeleton height={84} radius="lg" />;
  const { next_renewal: next, active_policies: active } = overview;
  return (
    <Figures
      label="In numbers"
      numbers={[
        {
          label: "Premium in force",
          value: <Money cents={overview.premium_in_force_cents} />,
          note: `a year, ${active} active ${active === 1 ? "policy" : "policies"}`,
        },
        {
          label: "Next renewal",
          value: next ? <DateText value={next.expiration_date} /> : "None",
          note: next ? (
            <>
              <RecordLink noun="policies" id={next.id} fz="xs" underline="always">
                {next.policy_number}
              </RecordLink>{" "}
              {daysText(next.days)}
            </>
          ) : undefined,
        },
        { label: "Open claims", value: overview.open_claims.length },
        {
          label: "Unanswered",
          value: overview.unanswered,
          note: overview.unanswered > 0 ? "messages from them" : undefined,
        },
      ]}
    />
  );
}
