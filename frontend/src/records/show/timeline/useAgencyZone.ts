// Where the agency's days begin.
import { useQuery } from "@tanstack/react-query";

import { api, body } from "@/api/client";

const USUAL = "America/New_York";

export function useAgencyZone(): string {
  const { data } = useQuery({
    queryKey: ["settings"],
    queryFn: () => body(api.GET("/v1/settings")),
    staleTime: 5 * 60_000,
  });
  return data?.timezone ?? USUAL;
}
