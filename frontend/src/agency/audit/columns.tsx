// What the table says of each entry.
import { Text } from "@mantine/core";

import { DateText } from "@/ui/DateText";
import type { GridColumn, Layout } from "@/ui/grid";

import table from "../table/RowsTable.module.css";
import { actionText, summary, type NameOf } from "./difference";
import { recordText } from "./nouns";
import type { Entry } from "./queries";

export const USUAL: Layout = [
  { name: "at" },
  { name: "actor" },
  { name: "action" },
  { name: "record_id" },
  { name: "what" },
];

export function columnsFor(onOpen: (entry: Entry) => void, nameOf: NameOf): GridColumn<Entry>[] {
  return [
    {
      name: "at",
      label: "When",
      width: 180,
      cell: (entry) => (
        <button type="button" className={table["open"]} tabIndex={-1} onClick={() => onOpen(entry)}>
          <DateText value={entry.at} />
        </button>
      ),
    },
    { name: "actor", label: "Who", width: 160, cell: ({ actor }) => actor },
    { name: "action", label: "What", width: 130, cell: ({ action }) => actionText(action) },
    {
      name: "record_id",
      label: "Record",
      width: 170,
      cell: ({ table_name, record_id }) => recordText(table_name, record_id, nameOf),
    },
    {
      name: "what",
      label: "Change",
      width: 480,
      cell: ({ before, after }) => (
        <Text span inherit c="dimmed" truncate>
          {summary(before, after, nameOf)}
        </Text>
      ),
    },
    { name: "request_id", label: "Request", width: 170, cell: ({ request_id }) => request_id ?? "–" },
  ];
}
