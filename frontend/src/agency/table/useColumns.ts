// Which columns a table shows, remembered on this device.
import { useState } from "react";

import { changeLayout, readLayout, remembered, sameLayout, type Layout, type LayoutChange } from "@/ui/grid";

export interface Columns {
  layout: Layout;
  changed: boolean;
  change: (change: LayoutChange) => void;
  reset: () => void;
}

export function useColumns(table: string, known: readonly string[], usual: Layout): Columns {
  const key = `leadgen.columns.${table}`;
  const [chosen, choose] = useState(() => remembered(key));
  const layout = readLayout(chosen, known, usual);
  return {
    layout,
    changed: !sameLayout(layout, usual),
    change(change) {
      const next = changeLayout(layout, change);
      localStorage.setItem(key, JSON.stringify(next));
      choose(next);
    },
    reset() {
      localStorage.removeItem(key);
      choose(null);
    },
  };
}
