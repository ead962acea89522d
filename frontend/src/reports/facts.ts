// A report's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";

export const reportFacts: NounLayout = {
  groups: [
    { title: "Report", rows: ["report_number", "name", "report_type", "period", "format"] },
    { title: "Standing", rows: ["status", "generated_date", "owner_id", "file_path"] },
  ],
};
