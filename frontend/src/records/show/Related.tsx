// Records that belong to this one, one line each.
import { Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { Noun } from "../nouns";
import { RecordLink } from "../RecordLink";
import classes from "./Related.module.css";

interface RelatedRowProps {
  noun: Noun;
  id: number;
  title: ReactNode;
  /** Beside the title. */
  mark?: ReactNode;
  detail?: ReactNode;
  /** At the end of the line. */
  value?: ReactNode;
}

export function RelatedRow({ noun, id, title, mark, detail, value }: RelatedRowProps) {
  return (
    <li className={classes["row"]}>
      <div className={classes["words"]}>
        <div className={classes["head"]}>
          <RecordLink noun={noun} id={id} fw={500}>
            {title}
          </RecordLink>
          {mark}
        </div>
        {detail ? (
          <Text size="xs" c="dimmed" component="div">
            {detail}
          </Text>
        ) : null}
      </div>
      {value ? <div className={classes["value"]}>{value}</div> : null}
    </li>
  );
}

export function RelatedList({ children }: { children: ReactNode }) {
  return <ul className={classes["list"]}>{children}</ul>;
}

export function RelatedSkeleton({ rows = 3 }: { rows?: number }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={16} width={`${80 - row * 12}%`} />
      ))}
    </Stack>
  );
}
