// A report's facts in the order in which they are looked for.
import type { NounLayout } from "@/records/show/facts/layout";

const MACHINERY = ["report_key", "progress", "failure", "file_sha256", "file_size", "schedule_id"];

/** Of one that others wrote down. */
export const reportFacts: NounLayout = {
  groups: [
    { title: "Report", rows: ["report_number", "name", "report_type", "period", "format"] },
    { title: "Standing", rows: ["status", "generated_date", "owner_id", "file_path"] },
  ],
  hidden: [...MACHINERY, "made_for_id"],
};

/** Of one that LeadGen made; how its file stands is told beside. */
export const madeFacts: NounLayout = {
  groups: [
    { title: "Report", rows: ["report_number", "name", "report_type", "period"] },
    { title: "Standing", rows: ["owner_id", "made_for_id"] },
  ],
  hidden: [...MACHINERY, "status", "format", "file_path", "generated_date"],
};
