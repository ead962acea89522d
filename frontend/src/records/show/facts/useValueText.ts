// Values as words, with people by name.
import { usePersonName } from "../../people";
import { valueText } from "./text";

const PEOPLE = new Set(["owner_id", "made_for_id", "author_id", "created_by"]);

export function useValueText(): (name: string, value: unknown) => string {
  const nameOf = usePersonName();
  return (name, value) =>
    PEOPLE.has(name) ? nameOf(typeof value === "number" ? value : null) : valueText(name, value);
}
