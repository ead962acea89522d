// What the agency says about itself: its name, its clock.
import { queryOptions } from "@tanstack/react-query";

import { api, body } from "./client";

export const agencyQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: () => body(api.GET("/v1/settings")),
  staleTime: 5 * 60_000,
});
