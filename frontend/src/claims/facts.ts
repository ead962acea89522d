// A claim's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";

export const claimFacts: NounLayout = {
  groups: [
    { title: "Claim", rows: ["claim_number", "claim_type", "status", "amount", "description"] },
    { title: "Dates", rows: ["date_of_loss", "claim_date", "due_date"] },
    {
      title: "Progress",
      rows: ["sent_date", "acknowledged_date", "proof_date", "processed_date", "paid_date", "closed_date"],
    },
    { title: "Belongs to", rows: ["policy_id", "owner_id", "external_id"] },
  ],
  hidden: ["customer_name", "policy_number", "amount_cents", "amount_currency", "customer_id"],
};
