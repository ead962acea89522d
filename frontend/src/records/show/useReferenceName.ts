// What a record that another one points at is called.
import { useQuery } from "@tanstack/react-query";

import { recordQuery } from "../data";
import { NOUNS, type Noun } from "../nouns";

export function useReferenceName(noun: Noun, id: number): string {
  const { data } = useQuery(recordQuery(noun, id));
  const unknown = `${NOUNS[noun].one} ${id}`;
  return data ? NOUNS[noun].title(data.record as unknown as Record<string, unknown>) || unknown : unknown;
}
