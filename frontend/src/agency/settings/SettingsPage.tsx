// Everything that is set rather than done, in sections.
import { Select } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { useMay } from "@/api/session";
import { Page } from "@/ui/Page";

import { AboutSection } from "./AboutSection";
import { AgencySection } from "./AgencySection";
import { ApiKeysSection } from "./ApiKeysSection";
import { AppearanceSection } from "./AppearanceSection";
import { HealthSection } from "./HealthSection";
import { JobsSection } from "./JobsSection";
import { ContactRulesSection } from "./leads/ContactRulesSection";
import { FormsSection } from "./leads/forms/FormsSection";
import { ReceivedSection } from "./leads/ReceivedSection";
import { RoutingSection } from "./leads/RoutingSection";
import { SourcesSection } from "./leads/sources/SourcesSection";
import { PasswordSection } from "./PasswordSection";
import { ProfileSection } from "./ProfileSection";
import { RolesSection } from "./RolesSection";
import { SECTIONS, type Section } from "./sections";
import { SessionsSection } from "./SessionsSection";
import classes from "./Settings.module.css";
import { TeamsSection } from "./TeamsSection";
import { TwoStepSection } from "./TwoStepSection";

const PAGES: Record<string, ComponentType> = {
  profile: ProfileSection,
  password: PasswordSection,
  "two-step": TwoStepSection,
  sessions: SessionsSection,
  appearance: AppearanceSection,
  agency: AgencySection,
  teams: TeamsSection,
  roles: RolesSection,
  "api-keys": ApiKeysSection,
  routing: RoutingSection,
  "lead-sources": SourcesSection,
  "web-forms": FormsSection,
  received: ReceivedSection,
  "contact-rules": ContactRulesSection,
  jobs: JobsSection,
  health: HealthSection,
  about: AboutSection,
};

export function SettingsPage() {
  const may = useMay();
  const { section: asked } = useParams({ strict: false });
  const sections = SECTIONS.filter(({ permission }) => may(permission));
  const current = sections.find(({ section }) => section === asked) ?? sections[0];
  const Content = current ? PAGES[current.section] : undefined;
  if (!current || !Content) return null;

  return (
    <Page title={current.label} subtitle="Settings">
      <div className={classes["columns"]}>
        <Navigation sections={sections} current={current.section} />
        <div className={classes["content"]}>
          <Content />
        </div>
      </div>
    </Page>
  );
}

const GROUPS = ["You", "Agency", "Leads", "System"] as const;

interface NavigationProps {
  sections: Section[];
  current: string;
}

function Navigation({ sections, current }: NavigationProps) {
  const go = useNavigate();
  const groups = GROUPS.map((group) => ({ group, items: sections.filter((one) => one.group === group) }));
  return (
    <>
      <Select
        className={classes["select"]}
        aria-label="Section of the settings"
        data={groups.map(({ group, items }) => ({
          group,
          items: items.map(({ section, label }) => ({ value: section, label })),
        }))}
        value={current}
        allowDeselect={false}
        onChange={(section) => section && void go({ to: "/settings/$section", params: { section } })}
      />
      <nav className={classes["nav"]} aria-label="Settings">
        {groups.map(({ group, items }) => (
          <div key={group}>
            <div className={classes["group"]} id={`settings-${group}`}>
              {group}
            </div>
            <ul className={classes["list"]} aria-labelledby={`settings-${group}`}>
              {items.map(({ section, label, icon: Picture }) => (
                <li key={section}>
                  <Link
                    to="/settings/$section"
                    params={{ section }}
                    className={classes["link"]}
                    data-status={section === current ? "active" : undefined}
                    aria-current={section === current ? "page" : undefined}
                  >
                    <Picture size={18} stroke={1.6} />
                    {label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </>
  );
}
