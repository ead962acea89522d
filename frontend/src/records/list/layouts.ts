// Which columns somebody chose: remembered on this device, or in the saved view once they save it.
import { useState } from "react";

import { changeLayout, readLayout, remembered, sameLayout, type Layout, type LayoutChange } from "@/ui/grid";

const place = (noun: string, view: number | undefined) => `leadgen.columns.${noun}.${view ?? "all"}`;

interface Layouts {
  layout: Layout;
  /** Other columns than the view (or the noun) says. */
  changed: boolean;
  change: (change: LayoutChange) => void;
  /** Back to what the view says. */
  reset: () => void;
}

/** `said` is what the view or the noun says; `known` are the columns there are. */
export function useLayout(noun: string, view: number | undefined, said: Layout, known: readonly string[]): Layouts {
  const key = place(noun, view);
  const [own, setOwn] = useState(() => ({ key, chosen: remembered(key) }));
  const chosen = own.key === key ? own.chosen : remembered(key);
  if (own.key !== key) setOwn({ key, chosen });
  const base = readLayout(said, known, said);
  const layout = readLayout(chosen, known, base);

  function keep(next: Layout | null) {
    if (next) localStorage.setItem(key, JSON.stringify(next));
    else localStorage.removeItem(key);
    setOwn({ key, chosen: next });
  }

  return {
    layout,
    changed: !sameLayout(layout, base),
    change: (change) => keep(changeLayout(layout, change)),
    reset: () => keep(null),
  };
}
