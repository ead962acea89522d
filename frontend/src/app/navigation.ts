// Where one can go, in the order of the day.
import { IconChartBar, IconHistory, IconSettings, IconSun, IconUsers, type Icon } from "@tabler/icons-react";

import { NOUNS } from "@/records/nouns";

export interface Place {
  to: string;
  label: string;
  icon: Icon;
  /** Shown to those who may. */
  permission: string;
  /** Typed after `g`. */
  key: string;
}

export const WORK: Place[] = [
  { to: "/today", label: "Today", icon: IconSun, permission: "tasks:read", key: "t" },
  { to: "/dashboard", label: "Dashboard", icon: IconChartBar, permission: "policies:read", key: "d" },
];

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
  to: `/${noun}`,
  label: NOUNS[noun].many,
  icon: NOUNS[noun].icon,
  permission: `${noun}:read`,
  key,
}));

export const AGENCY: Place[] = [
  { to: "/users", label: "Users", icon: IconUsers, permission: "users:read", key: "u" },
  { to: "/audit", label: "Audit", icon: IconHistory, permission: "audit:read", key: "a" },
  { to: "/settings", label: "Settings", icon: IconSettings, permission: "me:read", key: "s" },
];
