// What rules name by numbers: fields of leads, people, teams.
import { useQuery } from "@tanstack/react-query";

import { fieldsQuery } from "@/records/data";
import { usePersonName } from "@/records/people";

import { teamsQuery } from "../queries";
import { useMayReadTeams } from "./queries";

export function useRuleNames() {
  const fields = useQuery(fieldsQuery("leads")).data?.fields ?? [];
  const teams = useTeams();
  const person = usePersonName();
  const team = (id: number) => teams.find((one) => one.id === id)?.name ?? `team ${id}`;
  return { fields, person, team };
}

/** The teams, as far as one may know them. */
export function useTeams() {
  return useQuery({ ...teamsQuery, enabled: useMayReadTeams() }).data?.items ?? [];
}
