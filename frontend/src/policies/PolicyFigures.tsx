// What a policy costs, covers and has paid.
import { Skeleton } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { Figures } from "@/records/show/Figures";
import { DateText } from "@/ui/DateText";
import { Money, moneyText } from "@/ui/Money";

interface PolicyFiguresProps {
  policy: Schemas["Policy"];
  overview: Schemas["PolicyOverview"] | undefined;
}

export function PolicyFigures({ policy, overview }: PolicyFiguresProps) {
  if (!overview) return <Skeleton height={84} radius="lg" />;
  const cents = policy.annual_premium_cents;
  const claims = overview.claims.length;
  return (
    <Figures
      label="In numbers"
      numbers={[
        {
          label: "Premium",
          value: <span className="lg-number">{policy.premium}</span>,
          note: cents === null ? undefined : `${moneyText(cents)} a year`,
        },
        {
          label: "Coverage",
          value: (
            <Money cents={policy.coverage_amount === null ? null : policy.coverage_amount * 100} style="rounded" />
          ),
        },
        { label: "Renewal", value: <DateText value={policy.renewal_date} /> },
        {
          label: "Paid on claims",
          value: <Money cents={overview.claims_paid_cents} />,
          note: `${claims} ${claims === 1 ? "claim" : "claims"}`,
        },
      ]}
    />
  );
}
