// What the server announces, brought to the cache: open pages are true without reloading.
import type { QueryClient } from "@tanstack/react-query";

const GATHER_MS = 400;
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000];
/** A browser opens six connections to a server; every tab with a stream of its own would use them up. */
const ONE_FOR_ALL_TABS = "leadgen-events";

type Announcement = { kind: "change"; noun: string } | { kind: "refetch" } | { kind: "state"; connected: boolean };

/** Follows /v1/events until the returned function is called. `onState` hears whether the line stands. */
export function followChanges(cache: QueryClient, onState: (connected: boolean) => void): () => void {
  const gathered = gather(cache);
  const ending = new AbortController();

  function hear(said: Announcement) {
    if (said.kind === "state") onState(said.connected);
    else if (said.kind === "refetch") void cache.invalidateQueries();
    else gathered.add(said.noun);
  }

  if ("locks" in navigator && "BroadcastChannel" in window) shareOneStream(hear, ending.signal);
  else listen(hear, ending.signal);
  return () => {
    ending.abort();
    gathered.stop();
  };
}

/** The first tab listens and tells the others; when it closes, the next one takes over. */
function shareOneStream(hear: (said: Announcement) => void, ended: AbortSignal) {
  const channel = new BroadcastChannel(ONE_FOR_ALL_TABS);
  channel.addEventListener("message", ({ data }: MessageEvent<Announcement>) => hear(data));
  ended.addEventListener("abort", () => channel.close());

  const lead = () =>
    new Promise<void>((resolve) => {
      if (ended.aborted) return resolve();
      ended.addEventListener("abort", () => resolve());
      listen((said) => {
        if (ended.aborted) return;
        hear(said);
        channel.postMessage(said);
      }, ended);
    });
  // Refused only when the page ends before its turn came.
  navigator.locks.request(ONE_FOR_ALL_TABS, { signal: ended }, lead).catch(() => {});
}

/** One stream that comes back by itself, slower each time. */
function listen(hear: (said: Announcement) => void, ended: AbortSignal) {
  let source: EventSource;
  let failures = 0;
  let timer: number | undefined;
  let wasOpen = false;

  function open() {
    source = new EventSource("/v1/events");
    source.addEventListener("open", () => {
      // A new stream does not know what the one before it missed.
      if (wasOpen && failures > 0) hear({ kind: "refetch" });
      wasOpen = true;
      failures = 0;
      hear({ kind: "state", connected: true });
    });
    source.addEventListener("error", () => {
      hear({ kind: "state", connected: false });
      // The browser itself comes back after an interruption, but not after a refusal.
      if (source.readyState === EventSource.CLOSED)
        timer = window.setTimeout(open, PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]);
    });
    source.addEventListener("refetch", () => hear({ kind: "refetch" }));
    source.addEventListener("change", (event: MessageEvent<string>) => {
      const { noun } = JSON.parse(event.data) as { noun: string };
      hear({ kind: "change", noun });
    });
  }

  open();
  ended.addEventListener("abort", () => {
    window.clearTimeout(timer);
    source.close();
  });
}

/** A bulk change announces thousands of times; the page asks once. */
function gather(cache: QueryClient) {
  const waiting = new Set<string>();
  let timer: number | undefined;

  function flush() {
    timer = undefined;
    const nouns = [...waiting];
    waiting.clear();
    for (const noun of nouns) void cache.invalidateQueries({ queryKey: [noun] });
    void cache.invalidateQueries({ predicate: ({ meta }) => reads(meta, nouns) });
  }

  return {
    add(noun: string) {
      waiting.add(noun);
      timer ??= window.setTimeout(flush, GATHER_MS);
    },
    stop: () => window.clearTimeout(timer),
  };
}

/** Queries that join several nouns say so in `meta.nouns`. */
function reads(meta: Record<string, unknown> | undefined, changed: string[]): boolean {
  const nouns = meta?.["nouns"];
  return Array.isArray(nouns) && nouns.some((noun) => changed.includes(String(noun)));
}
