// The records that a report lists: the first of them, and the way to all.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId } from "react";

import { someQuery } from "@/records/data";
import { isNoun, NOUNS, type Noun } from "@/records/nouns";
import { usePersonName } from "@/records/people";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { Money } from "@/ui/Money";
import { Failure, Loading } from "@/ui/states";

import type { ReportDocument } from "./document";
import styles from "./Show.module.css";

type Listing = NonNullable<ReportDocument["listing"]>;
type ListColumn = Listing["columns"][number];

/** As many as one reads on the page; the list and the file have all. */
const FIRST = 50;

interface ListingCardProps {
  listing: Listing;
}

export function ListingCard({ listing }: ListingCardProps) {
  const id = useId();
  if (!isNoun(listing.noun)) return null;
  const { many } = NOUNS[listing.noun];
  return (
    <section className={`lg-card ${styles["card"]}`} aria-labelledby={id}>
      <Title order={2} size="h5" id={id}>
        {many}
      </Title>
      <Rows listing={listing} noun={listing.noun} label={many} />
      <Text size="xs" c="dimmed">
        {listing.count > FIRST ? `The first ${FIRST} are shown. ` : ""}
        <Link
          to="/$noun"
          params={{ noun: listing.noun }}
          search={{ filter: JSON.stringify(listing.rows) }}
          className={styles["allRows"]}
        >
          Open {counted(listing.count, NOUNS[listing.noun].one, many.toLowerCase())} in the list
        </Link>
      </Text>
    </section>
  );
}

interface RowsProps {
  listing: Listing;
  noun: Noun;
  label: string;
}

function Rows({ listing: { columns, rows }, noun, label }: RowsProps) {
  const found = useQuery(someQuery(noun, { filter: JSON.stringify(rows), page_size: FIRST }));
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading label={`Loading ${label.toLowerCase()}`} />;
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={`${label}: rows`}>
      <table className={styles["table"]} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-left={!isNumber(column) || undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.data.items.map((record) => (
            <tr key={record.id}>
              {columns.map((column) => (
                <td key={column.key} data-left={!isNumber(column) || undefined} className="lg-number">
                  <Value column={column} value={record[column.key]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isNumber = ({ kind, money }: ListColumn) => money || kind === "integer" || kind === "number";

interface ValueProps {
  column: ListColumn;
  value: unknown;
}

function Value({ column: { key, kind, money }, value }: ValueProps) {
  const nameOf = usePersonName();
  if (value === null || value === undefined || value === "") return "–";
  if (money) return <Money cents={Number(value)} />;
  if (kind === "date" || kind === "instant") return <DateText value={String(value)} />;
  if (kind === "boolean") return value === true ? "Yes" : "No";
  if (key === "owner_id" || key.endsWith("_by_id")) return nameOf(Number(value));
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
}
