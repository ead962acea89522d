// What is claimed and what is next, in numbers.
import type { Schemas } from "@/api/client";
import { daysText } from "@/records/show/daysText";
import { Figures } from "@/records/show/Figures";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";

interface ClaimFiguresProps {
  claim: Schemas["Claim"];
  next: Schemas["ClaimOverview"]["next_deadline"] | undefined;
}

export function ClaimFigures({ claim, next }: ClaimFiguresProps) {
  return (
    <Figures
      label="In numbers"
      numbers={[
        {
          label: "Amount",
          value: claim.amount_cents === null ? claim.amount : <Money cents={claim.amount_cents} />,
        },
        {
          label: "Next deadline",
          value: next ? <DateText value={next.due_date} /> : "None",
          note: next ? `${next.label}, ${daysText(next.days_left)}` : undefined,
        },
        { label: "Happened", value: <DateText value={claim.date_of_loss} /> },
        { label: "Filed", value: <DateText value={claim.claim_date} /> },
      ]}
    />
  );
}
