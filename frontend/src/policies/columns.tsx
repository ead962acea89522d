// How policies are listed.
import { words } from "@/ui/StatusBadge";
import { Money } from "@/ui/Money";
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";
import { recordLink } from "@/records/list/cells";

export const policiesList: NounList<"policies"> = {
  title: "policy_number",
  columns: [
    { name: "policy_number", pinned: true },
    { name: "customer_name" },
    { name: "policy_type" },
    { name: "status" },
    { name: "carrier" },
    { name: "premium" },
    { name: "coverage_amount" },
    { name: "renewal_date" },
    { name: "owner_id" },
  ],
  omit: ["customer_id", "premium_cents", "premium_currency", "version"],
  widths: {
    policy_number: 150,
    customer_name: 155,
    policy_type: 84,
    carrier: 154,
    premium: 112,
    coverage_amount: 108,
    premium_period: 90,
  },
  right: ["premium"],
  sorts: { premium: "annual_premium_cents" },
  fixed: ["customer_name"],
  quick: [
    { field: "status", kind: "choice" },
    { field: "policy_type", kind: "choice" },
    { field: "renewal_date", kind: "future" },
    { field: "owner_id", kind: "owner" },
  ],
  cells: {
    customer_name: (policy) => recordLink("customers", policy.customer_id, policy.customer_name),
    coverage_amount: ({ coverage_amount: dollars }) =>
      dollars === null ? null : <Money cents={Math.round(dollars * 100)} style="rounded" />,
  },
  card: (policy) => ({
    facts: [
      policy.customer_name,
      [policy.policy_type && words(policy.policy_type), policy.premium].filter(Boolean).join(" · "),
      policy.renewal_date ? (
        <>
          Renews <DateText value={policy.renewal_date} />
        </>
      ) : null,
    ],
  }),
  empty: "Policies appear here when they are added to a customer or imported.",
};
