// How calls, mails and texts are listed.
import { Direction, recordLink } from "@/records/list/cells";
import { DateText } from "@/ui/DateText";
import { choiceLabel } from "@/ui/inputs/kinds";
import type { NounList } from "@/records/list/config";

export const communicationsList: NounList<"communications"> = {
  title: "subject",
  // Calls and texts have no subject; their words say more than that.
  untitled: (message) => message.content?.slice(0, 120) || "No subject",
  columns: [
    { name: "subject", pinned: true },
    { name: "customer_name" },
    { name: "channel" },
    { name: "direction" },
    { name: "status" },
    { name: "comm_date" },
    { name: "owner_id" },
  ],
  omit: ["customer_id", "lead_id", "version"],
  widths: { subject: 280, customer_name: 170, channel: 90, direction: 110, content: 300, comm_date: 180 },
  fixed: ["customer_name"],
  quick: [
    { field: "channel", kind: "choice" },
    { field: "direction", kind: "choice" },
    { field: "status", kind: "choice" },
    { field: "comm_date", kind: "past" },
    { field: "owner_id", kind: "owner" },
  ],
  cells: {
    customer_name: (message) => recordLink("customers", message.customer_id, message.customer_name),
    direction: (message) => <Direction value={message.direction} />,
  },
  card: (message) => ({
    facts: [
      message.customer_name,
      <>
        {choiceLabel(message.channel)} · <DateText value={message.comm_date} />
      </>,
    ],
  }),
  empty: "Calls, e-mails and texts with customers appear here as they are written down.",
};
