// Where one can go, in the order of the day.
import {
  IconChartBar,
  IconGauge,
  IconHistory,
  IconSettings,
  IconSun,
  IconTransferIn,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

import { NOUNS, type Noun } from "@/records/nouns";

export interface Place {
  to: string;
  /** The beginning of the addresses that belong to it, where they do not begin with its own. */
  area?: string;
  label: string;
  icon: Icon;
  /** Shown to those who may. */
  permission: string;
  /** Typed after `g`. */
  key: string;
}

export const WORK: Place[] = [
  { to: "/today", label: "Today", icon: IconSun, permission: "today:read", key: "t" },
  { to: "/dashboard", label: "Dashboard", icon: IconChartBar, permission: "dashboard:read", key: "d" },
];

/** Where one arrives, when that is not the list of the records. */
const HOMES: Partial<Record<Noun, string>> = { reports: "/reports/catalogue" };

export const BOOK: Place[] = (
  [
    ["leads", "l"],
    ["customers", "c"],
    ["policies", "p"],
    ["claims", "m"],
    ["communications", "o"],
    ["reports", "r"],
  ] as const
).map(([noun, key]) => ({
  to: HOMES[noun] ?? `/${noun}`,
  area: `/${noun}`,
  label: NOUNS[noun].many,
  icon: NOUNS[noun].icon,
  permission: `${noun}:read`,
  key,
}));

const AGENCY: Place[] = [
  { to: "/users", label: "Users", icon: IconUsers, permission: "users:read", key: "u" },
  { to: "/audit", label: "Audit", icon: IconHistory, permission: "audit:read", key: "a" },
  { to: "/scoring", label: "Scoring", icon: IconGauge, permission: "scores:read", key: "x" },
  { to: "/operations", label: "Imports", icon: IconTransferIn, permission: "operations:read", key: "i" },
  { to: "/settings", label: "Settings", icon: IconSettings, permission: "me:read", key: "s" },
];

export const GROUPS: { label: string; places: Place[] }[] = [
  { label: "Work", places: WORK },
  { label: "Book", places: BOOK },
  { label: "Agency", places: AGENCY },
];

export const PLACES: Place[] = [...WORK, ...BOOK, ...AGENCY];

/** What people add themselves, in the order of how often. */
export const CREATED: Noun[] = ["customers", "policies", "claims", "communications", "leads"];

/** The address at which a new record is written. */
export const createAddress = (noun: Noun) => `/${noun}/new`;
