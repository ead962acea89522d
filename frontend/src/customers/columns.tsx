// How customers are listed.
import { phoneText } from "@/ui/inputs/phone";
import { Money } from "@/ui/Money";
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";
import { placeText } from "@/records/list/cells";

export const customersList: NounList<"customers"> = {
  title: "name",
  columns: [
    { name: "name", pinned: true },
    { name: "status" },
    { name: "phone" },
    { name: "email" },
    { name: "city" },
    { name: "state" },
    { name: "policies_count" },
    { name: "total_value" },
    { name: "owner_id" },
  ],
  omit: ["total_value_cents", "version"],
  widths: {
    name: 170,
    email: 190,
    state: 68,
    policies_count: 88,
    status: 104,
    total_value: 110,
    city: 125,
    phone: 140,
    address_line1: 200,
    age: 70,
  },
  quick: [
    { field: "status", kind: "choice" },
    { field: "insurance_type", kind: "choice" },
    { field: "owner_id", kind: "owner" },
    { field: "join_date", kind: "past" },
  ],
  cells: {
    total_value: (customer) => <Money cents={customer.total_value_cents} style="rounded" />,
    last_active: (customer) => customer.last_active && <DateText value={customer.last_active} style="ago" />,
  },
  card: (customer) => ({
    facts: [
      customer.phone ? phoneText(customer.phone) : customer.email,
      placeText(customer.city, customer.state) || <Money cents={customer.total_value_cents} style="rounded" />,
    ],
  }),
  empty: "Add the first customer, or import a file with all of them.",
};
