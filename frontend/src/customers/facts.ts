// A customer's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** An address as it stands on an envelope. */
export function addressText(record: Record<string, unknown>): string {
  const [line1, line2, city, state, zip] = ["address_line1", "address_line2", "city", "state", "postal_code"].map(
    (name) => text(record[name]),
  );
  const place = [city, [state, zip].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  return [line1, line2, place].filter(Boolean).join("\n");
}

export const customerFacts: NounLayout = {
  groups: [
    {
      title: "Contact",
      rows: [
        "phone",
        "email",
        {
          label: "Address",
          fields: ["address_line1", "address_line2", "city", "state", "postal_code"],
          text: addressText,
        },
      ],
    },
    {
      title: "Person",
      rows: [
        { label: "Name", fields: ["name", "first_name", "last_name"], text: ({ name }) => text(name) },
        "date_of_birth",
      ],
    },
    {
      title: "Standing",
      rows: [
        "status",
        { fields: ["reason"], when: ({ status }) => status === "inactive" },
        "owner_id",
        "join_date",
        "last_active",
        "source",
        "external_id",
      ],
    },
  ],
  hidden: ["policies_count", "total_value", "total_value_cents"],
};
