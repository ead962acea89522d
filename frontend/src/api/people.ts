// Who works here: names for owners and assignees.
import { queryOptions } from "@tanstack/react-query";

import { api, body } from "./client";

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: () => body(api.GET("/v1/people")),
  staleTime: 5 * 60_000,
  meta: { nouns: ["users"] },
});
