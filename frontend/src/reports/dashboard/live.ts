// Figures stay true while others work, and nobody waits for it: counting a million records again takes its time.
import { queryOptions, useQuery, useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect } from "react";

/** So many times as long as it took to count, nothing is counted again: where all are slow, all ask less often. */
const REST = 10;
const SHORTEST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
const LOOK_AGAIN_MS = 250;

interface Pace {
  began: number;
  ended: number;
}

const paces = new Map<string, Pace>();
const nameOf = (key: QueryKey): string => JSON.stringify(key);

/** Counts, and remembers how long it took. */
export async function paced<T>(key: QueryKey, count: () => Promise<T>): Promise<T> {
  const pace = { began: Date.now(), ended: Infinity };
  paces.set(nameOf(key), pace);
  try {
    return await count();
  } finally {
    pace.ended = Date.now();
  }
}

const heardQuery = (cache: QueryClient, nouns: readonly string[]) => {
  const queryKey = ["heard", ...nouns];
  return queryOptions({
    queryKey,
    // The first answer is no news.
    queryFn: () => (cache.getQueryData(queryKey) === undefined ? 0 : Date.now()),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    meta: { nouns },
  });
};

/**
 * Asks a query again after records of these nouns changed, when it has rested as long as it should. What is being
 * counted is never cut short: where something changes all the time, it would never end.
 */
export function useLive(queryKey: QueryKey, nouns: readonly string[]): void {
  const cache = useQueryClient();
  const { data: heard = 0 } = useQuery(heardQuery(cache, nouns));
  const name = nameOf(queryKey);
  useEffect(() => {
    if (heard === 0) return;
    const key = JSON.parse(name) as QueryKey;
    let timer: number | undefined;
    const look = () => {
      const pace = paces.get(name);
      if (pace && pace.began >= heard) return;
      // Nobody looks: when somebody does, it is counted.
      if (document.hidden) return document.addEventListener("visibilitychange", look, { once: true });
      const isCounting = cache.isFetching({ queryKey: key, exact: true }) > 0;
      const wait = isCounting ? LOOK_AGAIN_MS : pace ? restOf(pace) - Date.now() : 0;
      if (wait > 0) timer = window.setTimeout(look, wait);
      else void cache.refetchQueries({ queryKey: key, exact: true }, { cancelRefetch: false });
    };
    look();
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [cache, name, heard]);
}

/** The moment from which it may be counted again. */
function restOf({ began, ended }: Pace): number {
  return ended + Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, REST * (ended - began)));
}
