// Who is signed in, and what they may do.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, body, rememberCsrfToken, type Schemas } from "./client";

export type Me = Schemas["Me"];
export type Person = NonNullable<Me["user"]>;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me> => {
    const me = await body(api.GET("/v1/me"));
    rememberCsrfToken(me.csrf_token);
    return me;
  },
  staleTime: 5 * 60_000,
});

/** The caller; only below the shell, which waits for it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the caller may do this at all, such as `customers:write`. The API decides again, record by record. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permission in permissions && permissions[permission] !== "none";
}
