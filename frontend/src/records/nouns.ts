// The nouns that have lists and pages: their words, their addresses, their icons.
import {
  IconAddressBook,
  IconFileText,
  IconMessages,
  IconReportAnalytics,
  IconShieldExclamation,
  IconTargetArrow,
  type Icon,
} from "@tabler/icons-react";

import type { Schemas } from "@/api/client";

/** The record of each noun, as the API sends it. */
export interface RecordOf {
  customers: Schemas["Customer"];
  policies: Schemas["Policy"];
  claims: Schemas["Claim"];
  communications: Schemas["Communication"];
  leads: Schemas["Lead"];
  reports: Schemas["Report"];
}

export type Noun = keyof RecordOf;

interface NounWords {
  one: string;
  many: string;
  icon: Icon;
  /** What a record is called on screen. */
  title: (record: Record<string, unknown>) => string;
}

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

export const NOUNS: Record<Noun, NounWords> = {
  customers: { one: "customer", many: "Customers", icon: IconAddressBook, title: (record) => text(record["name"]) },
  policies: {
    one: "policy",
    many: "Policies",
    icon: IconFileText,
    title: (record) => text(record["policy_number"]),
  },
  claims: {
    one: "claim",
    many: "Claims",
    icon: IconShieldExclamation,
    title: (record) => text(record["claim_number"]),
  },
  communications: {
    one: "message",
    many: "Communications",
    icon: IconMessages,
    title: (record) => text(record["subject"]) || "No subject",
  },
  leads: { one: "lead", many: "Leads", icon: IconTargetArrow, title: (record) => text(record["name"]) },
  reports: {
    one: "report",
    many: "Reports",
    icon: IconReportAnalytics,
    title: (record) => text(record["name"]) || text(record["report_number"]),
  },
};

export const isNoun = (value: string): value is Noun => value in NOUNS;
