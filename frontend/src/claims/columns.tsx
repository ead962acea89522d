// How claims are listed.
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";
import { recordLink } from "@/records/list/cells";

export const claimsList: NounList<"claims"> = {
  title: "claim_number",
  columns: [
    { name: "claim_number", pinned: true },
    { name: "customer_name" },
    { name: "claim_type" },
    { name: "status" },
    { name: "amount" },
    { name: "policy_number" },
    { name: "claim_date" },
    { name: "due_date" },
    { name: "owner_id" },
  ],
  omit: ["policy_id", "amount_cents", "amount_currency", "version"],
  widths: { claim_number: 154, customer_name: 155, claim_type: 84, amount: 110, policy_number: 140, description: 260 },
  right: ["amount"],
  sorts: { amount: "amount_cents" },
  fixed: ["customer_name", "policy_number"],
  quick: [
    { field: "status", kind: "choice" },
    { field: "claim_type", kind: "choice" },
    { field: "due_date", kind: "future" },
    { field: "claim_date", kind: "past" },
    { field: "owner_id", kind: "owner" },
  ],
  cells: { policy_number: (claim) => recordLink("policies", claim.policy_id, claim.policy_number) },
  card: (claim) => ({
    facts: [
      claim.customer_name,
      [claim.claim_type, claim.amount].filter(Boolean).join(" · "),
      claim.due_date && claim.status === "pending" ? (
        <>
          Due <DateText value={claim.due_date} />
        </>
      ) : null,
    ],
  }),
  empty: "Claims appear here when they are filed on a policy or imported.",
};
