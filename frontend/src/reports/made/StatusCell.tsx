// Where a report stands, in a list: also how far it is.
import { RingProgress } from "@mantine/core";

import { StatusBadge } from "@/ui/StatusBadge";

import type { Report } from "./data";
import classes from "./Made.module.css";

interface StatusCellProps {
  report: Report;
}

export function StatusCell({ report: { status, progress, report_key: key } }: StatusCellProps) {
  if (status !== "pending" || key === null) return <StatusBadge value={status} />;
  const percent = progress ?? 0;
  return (
    <span className={classes["progress"]}>
      <RingProgress size={18} thickness={3} sections={[{ value: percent, color: "pine" }]} aria-hidden />
      <span className="lg-number">{percent === 0 ? "Waiting" : `Being made, ${percent}%`}</span>
    </span>
  );
}
