// Which fields people may change where they stand.
import type { Field } from "../data";
import type { ListConfig, Row } from "./config";

export const mayEdit = ({ name, readonly, derived, kind, references }: Field, list: ListConfig<Row>): boolean =>
  !readonly &&
  !derived &&
  kind !== "json" &&
  (references === null || references === "users") &&
  !(list.fixed?.includes(name) ?? false);
