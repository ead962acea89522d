// What was typed during a call, kept while the page is open: closing the panel by mistake loses nothing.
import { useEffect, useState } from "react";

export interface Draft {
  disposition: string;
  notes: string;
  minutes: number | null;
  inbound: boolean;
  callBackAt: string | null;
  /** When the clock was started, and what it showed when it was stopped. */
  startedAt: number | null;
  seconds: number;
}

const NOTHING: Draft = {
  disposition: "",
  notes: "",
  minutes: null,
  inbound: false,
  callBackAt: null,
  startedAt: null,
  seconds: 0,
};

const drafts = new Map<number, Draft>();

export function useDraft(leadId: number): [Draft, (changes: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState<Draft>(() => drafts.get(leadId) ?? NOTHING);
  const put = (changes: Partial<Draft>) =>
    setDraft((now) => {
      const next = { ...now, ...changes };
      drafts.set(leadId, next);
      return next;
    });
  const clear = () => {
    drafts.delete(leadId);
    setDraft(NOTHING);
  };
  return [draft, put, clear];
}

/** Whether a call of this lead was begun and not written down yet. */
export const isBegun = (leadId: number): boolean => drafts.has(leadId);

/** The seconds the call has lasted, counted while the clock runs. */
export function useSeconds({ startedAt, seconds }: Pick<Draft, "startedAt" | "seconds">): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (startedAt === null) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = window.setInterval(tick, 1000);
    return () => window.clearInterval(timer);
  }, [startedAt]);
  return seconds + (startedAt === null ? 0 : Math.max(0, Math.floor((now - startedAt) / 1000)));
}
