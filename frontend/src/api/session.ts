// Who is signed in, and what they may do.
import { queryOptions, useSuspenseQuery, type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { api, body, rememberCsrfToken, whenSignedOut, type Schemas } from "./client";
import { ProblemError } from "./problem";

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

/** Puts on what a sign-in or a new password answered; everything is asked anew as that person. */
export async function enter(cache: QueryClient, csrf: string): Promise<void> {
  rememberCsrfToken(csrf);
  setEnded(false);
  await cache.fetchQuery({ ...meQuery, staleTime: 0 });
  void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
}

/** Ends the session. The page is loaded anew, so that nothing that was read stays in this window. */
export async function leave(): Promise<void> {
  await api.POST("/v1/auth/logout").catch((error: unknown) => {
    // Already over: what was wanted.
    if (!(error instanceof ProblemError && error.status === 401)) throw error;
  });
  window.location.assign("/sign-in");
}

let ended = false;
const listeners = new Set<() => void>();

function setEnded(now: boolean) {
  ended = now;
  for (const listener of listeners) listener();
}

whenSignedOut(() => setEnded(true));

/** Whether the API stopped knowing who we are while we were working. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ended,
  );
}
