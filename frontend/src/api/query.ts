// One cache for everything the API said, and how long it may be believed.
import { QueryClient } from "@tanstack/react-query";

import { Offline, ProblemError } from "./problem";

const ATTEMPTS = 2;

/** Only what may heal by itself is asked again. */
function mayHeal(failures: number, error: unknown): boolean {
  if (error instanceof ProblemError) return error.status >= 500 && failures < ATTEMPTS;
  return error instanceof Offline && failures < ATTEMPTS;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // Changes are announced by the server, so an answer stays true until told otherwise.
    queries: { staleTime: 30_000, retry: mayHeal, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
