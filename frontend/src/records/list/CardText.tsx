// A record in three short lines, for a phone.
import { StatusBadge } from "@/ui/StatusBadge";

import { titleOf, type ListConfig, type Row } from "./config";
import classes from "./List.module.css";

interface CardTextProps {
  row: Row;
  list: ListConfig<Row>;
}

export function CardText({ row, list }: CardTextProps) {
  const facts = list.card(row).facts.filter((fact) => fact !== null && fact !== "" && fact !== undefined);
  return (
    <>
      <span className={classes["cardTop"]}>
        <span className={classes["cardTitle"]}>{titleOf(row, list)}</span>
        {list.cells?.["status"]?.(row) ?? <StatusBadge value={row["status"] as string} />}
      </span>
      {facts.slice(0, 2).map((fact, place) => (
        <span key={place} className={classes["cardFact"]}>
          {fact}
        </span>
      ))}
    </>
  );
}
