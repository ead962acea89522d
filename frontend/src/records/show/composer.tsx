// Which of the boxes is open in which one adds to the record: a note, a task, a talk.
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

import type { Customer } from "./talks/LogBox";

export type Box = "note" | "task" | "talk";

interface Composer {
  box: Box;
  /** Counts the openings, so that opening the same box again brings the focus again. */
  opened: number;
  open: (box: Box) => void;
  canLog: boolean;
  /** With whom a logged talk was. */
  withWhom: Customer | null;
}

const Context = createContext<Composer | null>(null);

export function useComposer(): Composer {
  const found = useContext(Context);
  if (!found) throw new Error("useComposer is for parts of a record's page");
  return found;
}

interface ComposerProviderProps {
  withWhom: Customer | null;
  children: ReactNode;
}

export function ComposerProvider({ withWhom, children }: ComposerProviderProps) {
  const [{ box, opened }, setState] = useState<{ box: Box; opened: number }>({ box: "note", opened: 0 });
  const composer = useMemo<Composer>(
    () => ({
      box,
      opened,
      open: (next) => setState((now) => ({ box: next, opened: now.opened + 1 })),
      canLog: withWhom !== null,
      withWhom,
    }),
    [box, opened, withWhom],
  );
  return <Context.Provider value={composer}>{children}</Context.Provider>;
}
