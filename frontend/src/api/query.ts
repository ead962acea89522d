// One cache for everything the API said, and how long it may be believed.
import { QueryClient } from "@tanstack/react-query";

import { Offline, ProblemError } from "./problem";
import { isReachable, watchReachable } from "./reachable";

const ATTEMPTS = 2;

/** Only what may heal by itself is asked again. */
function mayHeal(failures: number, error: unknown): boolean {
  if (error instanceof ProblemError) return error.status >= 500 && failures < ATTEMPTS;
  return error instanceof Offline && failures < ATTEMPTS;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // Changes are announced by the server, so an answer stays true until told otherwise.
    // Without a connection both fail at once and say so, instead of waiting silently and being sent an hour later.
    queries: { staleTime: 30_000, retry: mayHeal, refetchOnWindowFocus: true, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});

// What is on screen is asked again as soon as there is an answer to be had.
watchReachable(() => {
  if (isReachable()) void queryClient.invalidateQueries();
});
