// The three places of reports: what there is, what was made, what is sent regularly.
import { Link, type LinkProps } from "@tanstack/react-router";

import { useMay } from "@/api/session";

import styles from "./ReportTabs.module.css";

interface Tab {
  to: string;
  label: string;
  permission: string;
}

const TABS: readonly Tab[] = [
  { to: "/reports/catalogue", label: "Reports", permission: "reports:read" },
  { to: "/reports", label: "Made", permission: "reports:read" },
  { to: "/reports/schedules", label: "Sent regularly", permission: "report_schedules:read" },
];

export function ReportTabs() {
  const may = useMay();
  return (
    <nav className={styles["tabs"]} aria-label="Places of reports">
      {TABS.filter(({ permission }) => may(permission)).map(({ to, label }) => (
        <Link
          key={to}
          {...({ to } as LinkProps)}
          className={styles["tab"]}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
