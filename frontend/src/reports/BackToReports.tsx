// From a report back to all of them.
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import styles from "./ReportTabs.module.css";

export function BackToReports() {
  return (
    <Link to="/reports/catalogue" className={styles["back"]}>
      <IconChevronLeft size={15} aria-hidden /> Reports
    </Link>
  );
}
