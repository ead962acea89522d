// A policy's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";
import { moneyText } from "@/ui/Money";

/** `$80.48/mo` with what it makes a year. */
function premiumText(record: Record<string, unknown>): string {
  const written = typeof record["premium"] === "string" ? record["premium"] : "";
  const cents = record["annual_premium_cents"];
  if (typeof cents !== "number" || record["premium_period"] === "year") return written;
  return `${written}\n${moneyText(cents)} a year`;
}

export const policyFacts: NounLayout = {
  groups: [
    { title: "Policy", rows: ["policy_number", "policy_type", "carrier", "status"] },
    { title: "Price", rows: [{ fields: ["premium"], text: premiumText }, "coverage_amount"] },
    { title: "Term", rows: ["start_date", "end_date", "renewal_date"] },
    { title: "Belongs to", rows: ["customer_id", "owner_id", "external_id"] },
  ],
  hidden: ["customer_name", "premium_cents", "annual_premium_cents", "premium_period", "premium_currency"],
};
