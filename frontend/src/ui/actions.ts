// What the command palette can do on the page that is open: pages register, the palette reads.
import type { Icon } from "@tabler/icons-react";
import { useEffect, useId, useSyncExternalStore } from "react";

export interface PaletteAction {
  id: string;
  label: string;
  description?: string;
  icon?: Icon;
  /** The heading it stands under: the record or the selection it acts on. */
  group?: string;
  /** Other words that people may type for it. */
  keywords?: string[];
  /** Shown beside it; registered with `useShortcut`. */
  keys?: string;
  run: () => void;
}

const byOwner = new Map<string, readonly PaletteAction[]>();
const listeners = new Set<() => void>();
let all: readonly PaletteAction[] = [];

function put(owner: string, actions: readonly PaletteAction[] | null) {
  if (actions) byOwner.set(owner, actions);
  else byOwner.delete(owner);
  all = [...byOwner.values()].flat();
  for (const listener of listeners) listener();
}

/** Offers these in the palette while the component is on the page. */
export function usePaletteActions(actions: readonly PaletteAction[]): void {
  const owner = useId();
  useEffect(() => put(owner, actions), [owner, actions]);
  useEffect(() => () => put(owner, null), [owner]);
}

/** What can be done now. */
export function useOfferedActions(): readonly PaletteAction[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}
