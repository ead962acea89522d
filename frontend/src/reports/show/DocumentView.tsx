// A report as data, drawn: its key figures, its tables with their pictures, the records it lists.
import { useState, type ReactNode } from "react";

import { isCompared, type ReportDocument } from "./document";
import { KeyFigures } from "./KeyFigures";
import type { Order } from "./lines";
import { ToList } from "./ToList";
import styles from "./Show.module.css";
import { TableCard } from "./TableCard";
import { zoneText } from "./words";
import { DateText } from "@/ui/DateText";

interface DocumentViewProps {
  document: ReportDocument;
  /** How tables are ordered, where somebody else keeps it; by table. */
  orders?: ReadonlyMap<string, Order>;
  /** Those of a report that lists some; the document itself only counts them. */
  records?: ReactNode;
  onOrders?: (orders: ReadonlyMap<string, Order>) => void;
}

export function DocumentView({ document, orders, records, onOrders }: DocumentViewProps) {
  const [own, setOwn] = useState<ReadonlyMap<string, Order>>(new Map());
  const kept = orders ?? own;
  const keep = onOrders ?? setOwn;
  const [first] = document.tables;
  return (
    <div className={styles["report"]}>
      {/* Figures that stand side by side are key figures themselves. */}
      {first && first.group !== null ? <KeyFigures table={first} isCompared={isCompared(first)} /> : null}
      {document.tables.map((table) => (
        <TableCard
          key={table.key}
          table={table}
          isCompared={isCompared(table)}
          order={kept.get(table.key) ?? ""}
          onOrder={(order) => keep(new Map([...kept, [table.key, order]]))}
        />
      ))}
      {document.listing ? records : null}
      {document.listing ? <ToList listing={document.listing} /> : null}
      <div className={styles["foot"]}>
        Made <DateText value={document.made_at} />. Days begin and end by the agency’s clock ({zoneText(document.zone)}
        ).
      </div>
    </div>
  );
}
