// The sections of the settings: what concerns me, then what concerns the agency.
import {
  IconActivityHeartbeat,
  IconArrowsSplit2,
  IconBuildingStore,
  IconClockShield,
  IconDeviceMobile,
  IconDevices,
  IconDoorEnter,
  IconForms,
  IconInbox,
  IconInfoCircle,
  IconKey,
  IconLock,
  IconPalette,
  IconProgressCheck,
  IconShieldCheck,
  IconUserCircle,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";

export interface Section {
  section: string;
  label: string;
  group: "You" | "Agency" | "Leads" | "System";
  icon: Icon;
  /** Shown to those who may. */
  permission: string;
  /** Other words that people look for it with. */
  keywords: string[];
}

export const SECTIONS: Section[] = [
  {
    section: "profile",
    label: "Profile",
    group: "You",
    icon: IconUserCircle,
    permission: "me:read",
    keywords: ["account", "name", "phone"],
  },
  {
    section: "password",
    label: "Password",
    group: "You",
    icon: IconLock,
    permission: "me:write",
    keywords: ["security"],
  },
  {
    section: "two-step",
    label: "Two-step sign-in",
    group: "You",
    icon: IconDeviceMobile,
    permission: "me:write",
    keywords: ["totp", "mfa", "2fa", "authenticator", "recovery", "security"],
  },
  {
    section: "sessions",
    label: "Sessions",
    group: "You",
    icon: IconDevices,
    permission: "me:read",
    keywords: ["devices", "browsers", "security"],
  },
  {
    section: "appearance",
    label: "Appearance",
    group: "You",
    icon: IconPalette,
    permission: "me:read",
    keywords: ["theme", "dark", "light", "shortcuts", "keyboard"],
  },
  {
    section: "agency",
    label: "Agency profile",
    group: "Agency",
    icon: IconBuildingStore,
    permission: "settings:read",
    keywords: ["address", "license", "time zone"],
  },
  {
    section: "teams",
    label: "Teams",
    group: "Agency",
    icon: IconUsersGroup,
    permission: "teams:read",
    keywords: ["groups", "people"],
  },
  {
    section: "roles",
    label: "Roles",
    group: "Agency",
    icon: IconShieldCheck,
    permission: "me:read",
    keywords: ["permissions", "rights", "may"],
  },
  {
    section: "api-keys",
    label: "API keys",
    group: "Agency",
    icon: IconKey,
    permission: "api_keys:read",
    keywords: ["integration", "token"],
  },
  {
    section: "routing",
    label: "Routing",
    group: "Leads",
    icon: IconArrowsSplit2,
    permission: "routing:read",
    keywords: ["rules", "assign", "agents", "office hours", "license", "round robin", "turns"],
  },
  {
    section: "lead-sources",
    label: "Lead sources",
    group: "Leads",
    icon: IconDoorEnter,
    permission: "lead_sources:read",
    keywords: ["doors", "vendors", "meta", "facebook", "google", "adf", "ping post", "webhook", "mailbox"],
  },
  {
    section: "web-forms",
    label: "Web forms",
    group: "Leads",
    icon: IconForms,
    permission: "web_forms:read",
    keywords: ["website", "embed", "quote form", "consent text", "questions"],
  },
  {
    section: "received",
    label: "Received",
    group: "Leads",
    icon: IconInbox,
    permission: "lead_sources:read",
    keywords: ["payloads", "failed", "retry", "submissions", "raw"],
  },
  {
    section: "contact-rules",
    label: "Contact rules",
    group: "Leads",
    icon: IconClockShield,
    permission: "settings:read",
    keywords: ["calling hours", "quiet hours", "consent", "tcpa", "attempts", "suppression", "stop"],
  },
  {
    section: "jobs",
    label: "Background jobs",
    group: "System",
    icon: IconProgressCheck,
    permission: "jobs:read",
    keywords: ["queue", "work", "retry"],
  },
  {
    section: "health",
    label: "Health",
    group: "System",
    icon: IconActivityHeartbeat,
    permission: "me:read",
    keywords: ["status", "database", "worker"],
  },
  {
    section: "about",
    label: "About",
    group: "System",
    icon: IconInfoCircle,
    permission: "me:read",
    keywords: ["help", "documentation", "license"],
  },
];
