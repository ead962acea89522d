// Whether LeadGen answers, as the last requests found, and asking again until it does.
import { useSyncExternalStore } from "react";

const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 15_000];

let reachable = true;
let failures = 0;
let timer: number | undefined;
const listeners = new Set<() => void>();

/** What a request found out. */
export function noteReachable(now: boolean): void {
  if (now === reachable) return;
  reachable = now;
  failures = 0;
  window.clearTimeout(timer);
  if (!now) askLater();
  for (const listener of listeners) listener();
}

function askLater() {
  timer = window.setTimeout(() => void ask(), PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]);
}

/** Asks at once instead of waiting for the next turn. */
export async function ask(): Promise<void> {
  window.clearTimeout(timer);
  const answered = await fetch("/v1/health/live", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answered) noteReachable(true);
  else if (!reachable) askLater();
}

export function watchReachable(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isReachable = () => reachable;

/** Whether LeadGen answers. */
export function useReachable(): boolean {
  return useSyncExternalStore(watchReachable, isReachable);
}

window.addEventListener("offline", () => noteReachable(false));
window.addEventListener("online", () => void ask());
