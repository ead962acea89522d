// A lead's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";
import { valueAt } from "@/records/show/facts/paths";

export const contactLabels = {
  "contact_info.first_name": "First name",
  "contact_info.last_name": "Last name",
  "contact_info.phone": "Phone",
  "contact_info.email": "E-mail",
  "contact_info.address_line1": "Address",
  "contact_info.city": "City",
  "contact_info.state": "State",
  "contact_info.postal_code": "ZIP",
  "contact_info.date_of_birth": "Date of birth",
};

const said = (record: Record<string, unknown>, key: string) => {
  const value = valueAt(record, `contact_info.${key}`);
  return typeof value === "string" ? value : "";
};

function addressText(record: Record<string, unknown>): string {
  const place = [said(record, "city"), `${said(record, "state")} ${said(record, "postal_code")}`.trim()];
  return [said(record, "address_line1"), place.filter(Boolean).join(", ")].filter(Boolean).join("\n");
}

export const leadFacts: NounLayout = {
  groups: [
    {
      title: "Contact",
      rows: [
        "contact_info.phone",
        "contact_info.email",
        {
          label: "Address",
          fields: ["contact_info.address_line1", "contact_info.city", "contact_info.state", "contact_info.postal_code"],
          text: addressText,
        },
        {
          label: "Name",
          fields: ["contact_info.first_name", "contact_info.last_name"],
          text: (record) => `${said(record, "first_name")} ${said(record, "last_name")}`.trim(),
        },
        "contact_info.date_of_birth",
      ],
    },
    { title: "Interest", rows: ["product_interest", "source", "channel", "cost_cents", "received_at"] },
    {
      title: "Standing",
      rows: [
        { fields: ["lost_reason"], when: ({ status }) => status === "lost" },
        "owner_id",
        "first_attempt_at",
        "first_contact_at",
        "external_id",
        { fields: ["is_test"], when: ({ is_test: isTest }) => isTest === true },
      ],
    },
  ],
  hidden: [
    "name",
    "email",
    "phone",
    "state",
    "postal_code",
    "status",
    "stage_since",
    "answer_by",
    "value_cents",
    "customer_id",
    "policy_id",
    "merged_into_id",
    "score",
    "score_band",
    "scored_at",
  ],
  labels: contactLabels,
};
