// What the settings read and change, and what each change makes stale.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, rememberCsrfToken, type Schemas } from "@/api/client";
import { ProblemError, type Problem } from "@/api/problem";
import { meQuery } from "@/api/session";

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: () => body(api.GET("/v1/auth/sessions")),
});

const MANY = 200;

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: () => body(api.GET("/v1/teams", { params: { query: { page_size: MANY } } })),
});

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => body(api.GET("/v1/api-keys", { params: { query: { page_size: MANY } } })),
});

export type JobState = Schemas["Job"]["state"];

const WATCH_MS = 5_000;

/** The queue changes by itself and announces nothing, so it is asked again while it is looked at. */
export const jobsQuery = (state: JobState | "all", page: number) =>
  queryOptions({
    queryKey: ["jobs", state, page],
    queryFn: () =>
      body(
        api.GET("/v1/jobs", {
          params: { query: { state: state === "all" ? undefined : [state], page, page_size: 25 } },
        }),
      ),
    refetchInterval: WATCH_MS,
    placeholderData: (before) => before,
  });

export interface Health {
  ready: boolean;
  checks: Record<string, string>;
  took_ms: number;
}

/** Also what is wrong is an answer here: the check says it in the same shape. */
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: async (): Promise<Health> => {
    const began = performance.now();
    const found = await body(api.GET("/v1/health/ready")).catch((error: unknown) => {
      if (error instanceof ProblemError && error.code === "not_ready")
        return error.problem as Problem & { checks: Record<string, string>; status: unknown };
      throw error;
    });
    const { checks, status } = found as { checks: Record<string, string>; status: unknown };
    return { ready: status === "ready", checks, took_ms: performance.now() - began };
  },
  refetchInterval: 15_000,
  retry: false,
});

/** A change of what `/v1/me` says. */
export function useChangeMe() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (changes: Schemas["MyChanges"]) => body(api.PATCH("/v1/me", { body: changes })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  });
}

/** A renewed session: from now on its token goes with every change. */
export async function renewed<T extends Schemas["CsrfToken"]>(answer: Promise<T>): Promise<T> {
  const found = await answer;
  rememberCsrfToken(found.csrf_token);
  return found;
}
