// Names for the people behind ids.
import { useQuery } from "@tanstack/react-query";

import { peopleQuery } from "@/api/people";
import { useMe } from "@/api/session";

export interface Colleague {
  id: number;
  username: string;
  name: string;
  active: boolean;
}

/** Everybody, by name; empty until known. */
export function usePeople(): Colleague[] {
  const { data } = useQuery(peopleQuery);
  return (data?.items ?? []).map((person) => ({
    id: person.id,
    username: person.username,
    name: person.full_name || person.username,
    active: person.is_active,
  }));
}

/** Says who an id is; "you" are named too. */
export function usePersonName(): (id: number | null | undefined) => string {
  const people = usePeople();
  const me = useMe().user;
  return (id) => {
    if (id === null || id === undefined) return "Nobody";
    if (id === me?.id) return me.full_name || me.username;
    return people.find((person) => person.id === id)?.name ?? `Person ${id}`;
  };
}
