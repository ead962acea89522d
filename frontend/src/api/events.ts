// What the server announces, brought to the cache: open pages are true without reloading.
import type { QueryClient } from "@tanstack/react-query";

const GATHER_MS = 400;

/** Follows /v1/events until the returned function is called. `onState` hears whether the line stands. */
export function followChanges(cache: QueryClient, onState: (connected: boolean) => void): () => void {
  const waiting = new Set<string>();
  let timer: number | undefined;

  function flush() {
    timer = undefined;
    const nouns = [...waiting];
    waiting.clear();
    for (const noun of nouns) void cache.invalidateQueries({ queryKey: [noun] });
    void cache.invalidateQueries({ predicate: ({ meta }) => reads(meta, nouns) });
  }

  const source = new EventSource("/v1/events");
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => onState(false));
  source.addEventListener("refetch", () => void cache.invalidateQueries());
  source.addEventListener("change", (event: MessageEvent<string>) => {
    const { noun } = JSON.parse(event.data) as { noun: string };
    waiting.add(noun);
    // A bulk change announces thousands of times; the page asks once.
    timer ??= window.setTimeout(flush, GATHER_MS);
  });
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}

/** Queries that join several nouns say so in `meta.nouns`. */
function reads(meta: Record<string, unknown> | undefined, changed: string[]): boolean {
  const nouns = meta?.["nouns"];
  return Array.isArray(nouns) && nouns.some((noun) => changed.includes(String(noun)));
}
