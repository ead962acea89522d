// What is asked for when a report is written down.
import type { NounForm } from "@/records/show/form/layout";

export const reportForm: NounForm = {
  groups: [
    { title: "Report", fields: ["name", "report_number", "report_type", "period", "format"] },
    { title: "Standing", fields: ["status", "generated_date", "owner_id"] },
  ],
  initial: () => ({ format: "PDF", status: "pending" }),
};
