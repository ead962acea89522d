// Fields inside JSON columns, such as `contact_info.phone`, read and written like fields of their own.
import { isObject } from "@/ui/objects";

import type { Values } from "./merge";

const inside = (value: unknown): Values => (isObject(value) ? value : {});

export function valueAt(record: Values, path: string): unknown {
  const [column = "", key] = path.split(".");
  return key === undefined ? record[column] : inside(record[column])[key];
}

/** Typed values by path, as the columns to save. Other keys of a JSON column stay as they are in `record`. */
export function columnsOf(record: Values, typed: Values): Values {
  const columns: Values = {};
  for (const [path, value] of Object.entries(typed)) {
    const [column = "", key] = path.split(".");
    columns[column] = key === undefined ? value : { ...inside(columns[column] ?? record[column]), [key]: value };
  }
  return columns;
}
