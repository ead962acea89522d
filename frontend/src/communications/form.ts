// What is asked for when a message or call is written down.
import type { NounForm } from "@/records/show/form/layout";

const CHANNELS: Record<string, string> = { email: "Email", sms: "SMS", call: "Phone" };

export const communicationForm: NounForm = {
  groups: [
    { title: "With whom", fields: ["customer_id"] },
    { title: "Message", fields: ["comm_type", "direction", "status", "comm_date", "subject", "content"] },
    { title: "Standing", fields: ["owner_id"] },
  ],
  wide: ["customer_id", "subject", "content"],
  initial: () => ({
    comm_type: "call",
    channel: "Phone",
    direction: "outbound",
    status: "completed",
    comm_date: new Date().toISOString(),
  }),
  follow: (typed, picked, field) => {
    if (field === "customer_id" && picked) return { customer_name: picked["name"] };
    return field === "comm_type" ? { channel: CHANNELS[String(typed["comm_type"])] ?? null } : {};
  },
};
