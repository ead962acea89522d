// What is asked for when a claim is filed.
import type { NounForm } from "@/records/show/form/layout";

export const claimForm: NounForm = {
  groups: [
    { title: "Claim", fields: ["policy_id", "claim_number", "claim_type", "amount"] },
    { title: "What happened", fields: ["date_of_loss", "claim_date", "due_date", "description"] },
    { title: "Standing", fields: ["status", "owner_id", "external_id"] },
  ],
  wide: ["policy_id", "description"],
  initial: () => ({ status: "pending" }),
  follow: (_, picked, field) =>
    field === "policy_id" && picked
      ? {
          policy_number: picked["policy_number"],
          customer_name: picked["customer_name"],
          claim_type: picked["policy_type"],
        }
      : {},
};
