// Fields that were changed: before → after.
import { VisuallyHidden } from "@mantine/core";

import { useValueText } from "../facts/useValueText";
import classes from "./Timeline.module.css";

export interface Changed {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

interface ChangeListProps {
  changes: Changed[];
}

const empty = (value: unknown) => value === null || value === undefined || value === "";

export function ChangeList({ changes }: ChangeListProps) {
  const text = useValueText();
  return (
    <ul className={classes["changes"]}>
      {changes.map(({ field, label, before, after }) => (
        <li key={field}>
          {label}:{" "}
          {empty(before) ? null : (
            <>
              <VisuallyHidden>was </VisuallyHidden>
              <span className={classes["before"]}>{text(field, before)}</span>
              <span aria-hidden> → </span>
              <VisuallyHidden>, is now </VisuallyHidden>
            </>
          )}
          <span>{empty(after) ? "removed" : text(field, after)}</span>
        </li>
      ))}
    </ul>
  );
}
