// Where the agency's days begin.
import { useQuery } from "@tanstack/react-query";

import { agencyQuery } from "@/api/settings";

const USUAL = "America/New_York";

export function useAgencyZone(): string {
  return useQuery(agencyQuery).data?.timezone ?? USUAL;
}
