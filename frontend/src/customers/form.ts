// What is asked for when a customer is created.
import type { NounForm } from "@/records/show/form/layout";

export const customerForm: NounForm = {
  groups: [
    { title: "Who", fields: ["name", "email", "phone"] },
    { title: "Address", fields: ["address_line1", "address_line2", "city", "state", "postal_code"] },
    { title: "About", fields: ["date_of_birth", "source", "owner_id", "external_id"] },
  ],
  wide: ["address_line1"],
};
