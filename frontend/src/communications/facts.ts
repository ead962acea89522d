// A message's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";

export const communicationFacts: NounLayout = {
  groups: [
    { title: "Details", rows: ["comm_type", "direction", "status", "comm_date", "subject"] },
    { title: "Belongs to", rows: ["customer_id", "lead_id", "owner_id"] },
  ],
  hidden: ["customer_name", "channel", "content"],
};
