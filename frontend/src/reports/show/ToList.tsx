// From the records that a report lists to all of them.
import { Link } from "@tanstack/react-router";

import { isNoun, NOUNS } from "@/records/nouns";
import { counted } from "@/ui/counted";

import type { ReportDocument } from "./document";
import styles from "./Show.module.css";

interface ToListProps {
  listing: NonNullable<ReportDocument["listing"]>;
}

export function ToList({ listing: { noun, rows, count } }: ToListProps) {
  if (!isNoun(noun)) return null;
  const { one, many } = NOUNS[noun];
  return (
    <Link to="/$noun" params={{ noun }} search={{ filter: JSON.stringify(rows) }} className={styles["toList"]}>
      Open {counted(count, one, many.toLowerCase())} in the list
    </Link>
  );
}
