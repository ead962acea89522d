// What people ask most, as a beginning.
import { blank, measure, type Draft } from "./draft";

interface Template {
  key: string;
  title: string;
  draft: () => Draft;
}

const ACTIVE = { status: "active" };

export const TEMPLATES: Template[] = [
  {
    key: "premium-by-carrier",
    title: "Premium by carrier",
    draft: () => ({
      ...blank("policies"),
      name: "Premium by carrier",
      criteria: ACTIVE,
      group: { field: "carrier", by: null },
      measures: [measure("count"), measure("sum", "annual_premium_cents")],
      chart: "bars",
    }),
  },
  {
    key: "new-customers",
    title: "New customers by month",
    draft: () => ({
      ...blank("customers"),
      name: "New customers by month",
      period_field: "join_date",
      period: "Last 12 Months",
      group: { field: "join_date", by: "month" },
      chart: "columns",
    }),
  },
  {
    key: "claims-by-state",
    title: "What became of claims",
    draft: () => ({
      ...blank("claims"),
      name: "What became of claims",
      period_field: "claim_date",
      period: "This Year",
      group: { field: "status", by: null },
      measures: [measure("count"), measure("sum", "amount_cents"), measure("average", "amount_cents")],
      chart: "donut",
    }),
  },
  {
    key: "leads-by-source",
    title: "Leads by source",
    draft: () => ({
      ...blank("leads"),
      name: "Leads by source",
      period_field: "received_at",
      period: "This Quarter",
      group: { field: "source", by: null },
      measures: [measure("count"), measure("sum", "cost_cents")],
      chart: "bars",
    }),
  },
  {
    key: "ending-policies",
    title: "Policies that end soon",
    draft: () => ({
      ...blank("policies"),
      name: "Policies that end soon",
      criteria: { ...ACTIVE, end_date: { within_next_days: 60 } },
      mode: "records",
      columns: [
        "policy_number",
        "customer_name",
        "policy_type",
        "carrier",
        "annual_premium_cents",
        "end_date",
        "owner_id",
      ],
      sort: "end_date",
    }),
  },
];
