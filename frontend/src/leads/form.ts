// What is asked for when a lead is written down.
import type { NounForm } from "@/records/show/form/layout";

import { contactLabels } from "./facts";
import { KnownPeople } from "./KnownPeople";

export const leadForm: NounForm = {
  groups: [
    {
      title: "Who",
      fields: [
        "contact_info.first_name",
        "contact_info.last_name",
        "contact_info.phone",
        "contact_info.email",
        "contact_info.state",
        "contact_info.postal_code",
      ],
    },
    { title: "Interest", fields: ["product_interest", "source", "channel", "cost_cents"] },
    { title: "Standing", fields: ["owner_id", "external_id"] },
  ],
  labels: contactLabels,
  Beside: KnownPeople,
  initial: () => ({ status: "new" }),
};
