// The columns that a list can show, from the field catalogue and what the noun says about them.
import type { GridColumn } from "@/ui/grid";

import type { Field } from "../data";
import type { Noun } from "../nouns";
import { isFigure, valueCell } from "./cells";
import { titleOf, type ListConfig, type Row } from "./config";
import classes from "./List.module.css";

const WIDTHS: Partial<Record<Field["kind"], number>> = {
  integer: 100,
  number: 120,
  boolean: 90,
  date: 120,
  instant: 180,
};
const TEXT_PX = 140;
const STATUS_PX = 116;
const PERSON_PX = 130;
/** Up to here the API puts records in any order at once. */
const FEW = 50_000;

const shortLabel = ({ label, name }: Field): string =>
  name.endsWith("_cents") ? label.replace(/ in cents$/, "") : label;

const widthOf = ({ name, kind, references }: Field): number =>
  references === "users" ? PERSON_PX : name === "status" ? STATUS_PX : (WIDTHS[kind] ?? TEXT_PX);

/** Whether so few records answer that they can be sorted by anything; nobody knows before they are counted. */
export const areFew = (total: number | null): boolean => total === null || total <= FEW;

/** Fields that rows carry and a cell can show. */
export const listedFields = (fields: readonly Field[], { omit }: ListConfig<Row>): Field[] =>
  fields.filter(({ name, kind, derived }) => !derived && kind !== "json" && !omit.includes(name));

export function columnsOf(
  noun: Noun,
  fields: readonly Field[],
  list: ListConfig<Row>,
  nameOf: (id: number) => string,
  open: (id: number) => void,
  few: boolean,
): GridColumn<Row>[] {
  return listedFields(fields, list).map((field) => {
    const { name } = field;
    const own = list.cells?.[name];
    const show = own ?? ((row: Row) => valueCell(field, row[name], nameOf));
    const sortBy = list.sorts?.[name] ?? name;
    const order = fields.find((one) => one.name === sortBy) ?? field;
    const label = list.labels?.[name] ?? shortLabel(field);
    const slow = order.sortable && !order.indexed && !few;
    return {
      name,
      label,
      width: list.widths?.[name] ?? widthOf(field),
      sortable: order.sortable && !slow,
      sortBy,
      unsortable: slow ? `Filter first: sorting this many records by ${label.toLowerCase()} takes long` : undefined,
      align: isFigure(field) || list.right?.includes(name) ? "right" : undefined,
      cell: name === list.title ? (row) => <TitleLink noun={noun} row={row} list={list} open={open} /> : show,
    };
  });
}

interface TitleLinkProps {
  noun: Noun;
  row: Row;
  list: ListConfig<Row>;
  open: (id: number) => void;
}

/** Opens the record beside the list; with Ctrl or ⌘ the browser opens its page elsewhere. */
function TitleLink({ noun, row, list, open }: TitleLinkProps) {
  return (
    <a
      href={`/${noun}/${row.id}`}
      tabIndex={-1}
      className={classes["title"]}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        open(row.id);
      }}
    >
      {titleOf(row, list)}
    </a>
  );
}
