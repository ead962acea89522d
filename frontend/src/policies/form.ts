// What is asked for when a policy is created.
import type { NounForm } from "@/records/show/form/layout";

/** A year later, the day before a leap day's anniversary included: `2024-02-29` ends `2025-02-28`. */
export function yearAfter(day: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [, year = "", month = "", date = ""] = parts;
  const leaps = month === "02" && date === "29";
  return `${Number(year) + 1}-${month}-${leaps ? "28" : date}`;
}

export const policyForm: NounForm = {
  groups: [
    { title: "Policy", fields: ["customer_id", "policy_number", "policy_type", "carrier"] },
    { title: "Price", fields: ["premium", "coverage_amount"] },
    { title: "Term", fields: ["start_date", "end_date", "renewal_date"] },
    { title: "Standing", fields: ["status", "owner_id", "external_id"] },
  ],
  wide: ["customer_id"],
  initial: () => ({ status: "active" }),
  follow: (typed, picked, field) => {
    if (field === "customer_id" && picked) return { customer_name: picked["name"] };
    const start = typed["start_date"];
    if (field !== "start_date" || typeof start !== "string") return {};
    const end = yearAfter(start);
    return end === null ? {} : { end_date: typed["end_date"] ?? end, renewal_date: typed["renewal_date"] ?? end };
  },
};
