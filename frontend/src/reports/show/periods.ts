// The periods that are offered, in the API's own words, and how they are said on screen.
const NOW = ["Today", "This Week", "This Month", "This Quarter", "This Year", "Quarter To Date", "Year To Date"];
const PAST = ["Yesterday", "Last Week", "Last Month", "Last Quarter", "Last Year"];
const BACK = ["Last 7 Days", "Last 30 Days", "Last 90 Days", "Last 12 Months"];
const NAMED = new Map([...NOW, ...PAST, ...BACK, "Month To Date"].map((name) => [name.toLowerCase(), name]));
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const QUARTERS_BACK = 6;
const MONTHS_BACK = 12;
const RANGE = /^(\d{4}-\d\d-\d\d)\s?(?:\.\.|to|–)\s?(\d{4}-\d\d-\d\d)$/i;
const A_YEAR = /\b((?:19|20|21)\d{2})\b/;

/** Chosen for days that have no name. */
export const OTHER_DAYS = "Other days…";

interface PeriodGroup {
  group: string;
  items: string[];
}

/** `Last Quarter` as `Last quarter`; everything else as it is. */
export function spokenPeriod(period: string): string {
  const named = NAMED.get(period.trim().toLowerCase());
  return named === undefined ? period.trim() : named.charAt(0) + named.slice(1).toLowerCase();
}

/** What was chosen or typed, as the API writes it. */
export function writtenPeriod(text: string): string {
  const trimmed = text.trim().replace(/\s+/g, " ");
  return NAMED.get(trimmed.toLowerCase()) ?? trimmed;
}

/** What can be chosen on a day; a year that is typed brings its quarters and months. */
export function periodChoices(today: string, typed = ""): PeriodGroup[] {
  const year = A_YEAR.exec(typed)?.[1];
  if (year !== undefined) return ofYear(Number(year));
  const [thisYear = 2000, month = 1] = today.split("-").map(Number);
  const months = Array.from({ length: MONTHS_BACK }, (_, back) => monthName(thisYear, month - 1 - back));
  const quarter = Math.floor((month - 1) / 3);
  const quarters = Array.from({ length: QUARTERS_BACK }, (_, back) => quarterName(thisYear, quarter - back));
  return [
    { group: "Running", items: NOW.map(spokenPeriod) },
    { group: "Past", items: [...PAST, ...BACK].map(spokenPeriod) },
    { group: "Quarters", items: quarters },
    { group: "Months", items: months },
    { group: "Days", items: [OTHER_DAYS] },
  ];
}

function ofYear(year: number): PeriodGroup[] {
  return [
    { group: "Year", items: [String(year)] },
    { group: "Quarters", items: [0, 1, 2, 3].map((quarter) => quarterName(year, quarter)) },
    { group: "Months", items: MONTHS.map((_, month) => monthName(year, month)) },
  ];
}

function monthName(year: number, month: number): string {
  const at = new Date(Date.UTC(year, month, 1));
  return `${MONTHS[at.getUTCMonth()] ?? ""} ${at.getUTCFullYear()}`;
}

function quarterName(year: number, quarter: number): string {
  const at = new Date(Date.UTC(year, quarter * 3, 1));
  return `Q${at.getUTCMonth() / 3 + 1} ${at.getUTCFullYear()}`;
}

/** The choices that what is typed could mean. */
export function fittingChoices(groups: readonly PeriodGroup[], typed: string): PeriodGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ group, items }) => ({
      group,
      items: items.filter((item) => words.every((word) => item.toLowerCase().includes(word))),
    }))
    .filter(({ items }) => items.length > 0);
}

/** Both days of a period that is written as days; null for one with a name. */
export function readRange(period: string): { first: string; last: string } | null {
  const found = RANGE.exec(period.trim());
  return found?.[1] && found[2] ? { first: found[1], last: found[2] } : null;
}

export const writeRange = (first: string, last: string): string => `${first}..${last}`;

const LONGER: Record<string, string> = {
  "Last 12 Months": "Last Year",
  "This Year": "Last 12 Months",
  "Year To Date": "Last 12 Months",
  "Last Year": "",
};

/** A longer period to look at when one holds nothing; null when there is none to offer. */
export function longerPeriod(period: string): string | null {
  const longer = LONGER[writtenPeriod(period)] ?? "This Year";
  return longer === "" ? null : longer;
}
