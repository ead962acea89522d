// What can be chosen before anything is searched for: act here, open again, go to, create.
import {
  IconArrowBackUp,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlus,
  IconPointFilled,
  IconReportAnalytics,
  IconSun,
  type Icon,
} from "@tabler/icons-react";
import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";

import { SECTIONS } from "@/agency/settings/sections";
import { useMay } from "@/api/session";
import { isNoun, NOUNS } from "@/records/nouns";
import { catalogueQuery } from "@/reports/catalogue/queries";
import { useOfferedActions } from "@/ui/actions";

import { CREATED, createAddress, PLACES } from "../navigation";
import { readRecents } from "../recents";
import { useSignOut } from "../UserMenu";
import type { Command } from "./rank";

export interface PaletteCommand extends Command {
  icon: Icon;
  description?: string;
  keys?: string;
  run: () => void;
}

/** Everything that can be done now, in the order in which it is offered. */
export function useCommands(onShortcuts: () => void): PaletteCommand[] {
  const go = useNavigate();
  const may = useMay();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const offered = useOfferedActions();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();

  const here = offered.map((action) => ({
    ...action,
    group: action.group ?? "On this page",
    icon: action.icon ?? IconPointFilled,
  }));
  const recent = readRecents()
    .filter(({ noun, id }) => path !== `/${noun}/${id}`)
    .map(({ noun, id, title }) => ({
      id: `recent-${noun}-${id}`,
      group: "Recent",
      label: title,
      description: NOUNS[noun].one,
      icon: NOUNS[noun].icon,
      run: () => void go({ to: "/$noun/$id", params: { noun, id: String(id) } }),
    }));
  const places = PLACES.filter(({ permission }) => may(permission)).map(({ to, area = to, label, icon, key }) => ({
    id: `go-${to}`,
    group: "Go to",
    label,
    icon,
    keys: `g ${key}`,
    keywords: isNoun(area.slice(1)) ? ["list"] : [],
    run: () => void go({ to }),
  }));
  const reports = (useQuery({ ...catalogueQuery, enabled: may("reports:read") }).data ?? []).map(({ key, title }) => ({
    id: `report-${key}`,
    group: "Reports",
    label: /report/i.test(title) ? title : `${title} report`,
    icon: IconReportAnalytics,
    keywords: ["figures"],
    run: () => void go({ to: "/reports/catalogue/$key", params: { key } }),
  }));
  const sources = {
    id: "report-sources",
    group: "Reports",
    label: "Source report",
    icon: IconReportAnalytics,
    keywords: ["leads", "commission", "figures"],
    run: () => void go({ to: "/lead-sources" }),
  };
  if (may("source_report:read")) reports.push(sources);
  const created = CREATED.filter((noun) => may(`${noun}:write`)).map((noun) => ({
    id: `create-${noun}`,
    group: "Create",
    label: `New ${NOUNS[noun].one}`,
    icon: IconPlus,
    keywords: ["add", "create"],
    run: () => void go({ to: createAddress(noun) }),
  }));
  const sections = SECTIONS.filter(({ permission }) => may(permission)).map(({ section, label, icon, keywords }) => ({
    id: `settings-${section}`,
    group: "Settings",
    label,
    icon,
    keywords,
    run: () => void go({ to: "/settings/$section", params: { section } }),
  }));
  const rest: PaletteCommand[] = [
    { id: "shortcuts", label: "Keyboard shortcuts", icon: IconKeyboard, keys: "?", run: onShortcuts },
    { id: "light", label: "Light appearance", icon: IconSun, keywords: ["theme"], run: () => setColorScheme("light") },
    { id: "dark", label: "Dark appearance", icon: IconMoon, keywords: ["theme"], run: () => setColorScheme("dark") },
    {
      id: "auto",
      label: "Appearance as the device",
      icon: IconArrowBackUp,
      keywords: ["theme", "auto"],
      run: () => setColorScheme("auto"),
    },
    { id: "sign-out", label: "Sign out", icon: IconLogout, keywords: ["log", "leave"], run: () => signOut.mutate() },
  ].map((command) => ({ ...command, group: "LeadGen" }));
  return [...here, ...recent, ...places, ...created, ...reports, ...sections, ...rest];
}
