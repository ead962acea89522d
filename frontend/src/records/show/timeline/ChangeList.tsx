// Fields that were changed: before → after.
import { VisuallyHidden } from "@mantine/core";

import { isObject } from "@/ui/objects";

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

/** Of a column with many parts, such as a lead's contact, what differs from the other side. */
export function differing(value: unknown, other: unknown): unknown {
  if (!isObject(value) || !isObject(other)) return value;
  const own = Object.entries(value).filter(([key, each]) => JSON.stringify(each) !== JSON.stringify(other[key]));
  return own.length > 0 ? Object.fromEntries(own) : null;
}

const empty = (value: unknown) => value === null || value === undefined || value === "";

export function ChangeList({ changes }: ChangeListProps) {
  const text = useValueText();
  return (
    <ul className={classes["changes"]}>
      {changes.map(({ field, label, before, after }) => (
        <li key={field}>
          {label}:{" "}
          {empty(differing(before, after)) ? null : (
            <>
              <VisuallyHidden>was </VisuallyHidden>
              <span className={classes["before"]}>{text(field, differing(before, after))}</span>
              <span aria-hidden> → </span>
              <VisuallyHidden>, is now </VisuallyHidden>
            </>
          )}
          <span>{empty(differing(after, before)) ? "removed" : text(field, differing(after, before))}</span>
        </li>
      ))}
    </ul>
  );
}
