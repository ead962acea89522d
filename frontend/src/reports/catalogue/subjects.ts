// Under which heading a report stands, and the picture of what it looks like.
import type { Definition } from "./queries";

export type Kind = "columns" | "bars" | "line" | "donut" | "list";

export interface Subject {
  title: string;
  reports: Definition[];
}

const ORDER = ["Sales", "Book", "Claims", "Leads", "Quality"];
/** Of a report without a place of its own: by the records it is about. */
const OF_NOUN: Record<string, string> = { policies: "Book", claims: "Claims", leads: "Leads", customers: "Quality" };
const PLACES: Record<string, readonly [subject: string, kind: Kind]> = {
  sales: ["Sales", "columns"],
  pipeline: ["Sales", "bars"],
  performance: ["Sales", "bars"],
  book: ["Book", "donut"],
  retention: ["Book", "line"],
  renewals: ["Book", "columns"],
  claims: ["Claims", "columns"],
  "lead-sources": ["Leads", "bars"],
  "speed-to-lead": ["Leads", "line"],
  consent: ["Quality", "donut"],
  "data-quality": ["Quality", "list"],
};

export const kindOf = ({ key }: Pick<Definition, "key">): Kind => PLACES[key]?.[1] ?? "columns";

const subjectOf = ({ key, noun }: Definition): string => PLACES[key]?.[0] ?? OF_NOUN[noun] ?? "Others";

/** The reports under their headings, as the catalogue has them. */
export function subjects(reports: readonly Definition[]): Subject[] {
  const titles = [...new Set([...ORDER, ...reports.map(subjectOf)])];
  return titles
    .map((title) => ({ title, reports: reports.filter((report) => subjectOf(report) === title) }))
    .filter(({ reports: found }) => found.length > 0);
}

const SENTENCE = /^.*?[.;:](?=\s|$)/;

/** What a report is about, in its first sentence. */
export const brief = (about: string): string => (SENTENCE.exec(about)?.[0] ?? about).replace(/[;:]$/, ".");

/** Whether a report is what somebody looks for. */
export function fits(words: string, texts: readonly (string | null | undefined)[]): boolean {
  const said = texts.join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
