// The record that a page or panel is about, and how its parts save changes of it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

import { useMay } from "@/api/session";
import { done, told } from "@/ui/toasts";

import { fieldsQuery, keys, recordQuery, useChangeRecord, type Field, type Versioned } from "../data";
import type { Noun, RecordOf } from "../nouns";
import { ConflictDialog } from "./facts/ConflictDialog";
import type { Choice, Clash, Values } from "./facts/merge";
import { save, type Outcome } from "./facts/saving";

interface RecordOnScreen {
  noun: Noun;
  id: number;
  record: Values;
  etag: string;
  fields: Field[];
  mayChange: boolean;
  mayDelete: boolean;
  /** Saves changes made to `base`, the version that was on screen when the change began. */
  change: (base: Base, changes: Values, what: string) => Promise<Outcome>;
  /** The record is about to be gone: nothing asks for it any more. */
  leave: () => void;
}

export interface Base {
  record: Values;
  etag: string;
}

const Context = createContext<RecordOnScreen | null>(null);

export function useRecord(): RecordOnScreen {
  const found = useContext(Context);
  if (!found) throw new Error("useRecord is for parts of a record's page");
  return found;
}

interface Question {
  clashing: Clash[];
  answer: (choices: Record<string, Choice> | null) => void;
}

interface RecordProviderProps<N extends Noun> {
  noun: N;
  versioned: Versioned<RecordOf[N]>;
  onLeave?: () => void;
  children: ReactNode;
}

const stay = () => undefined;

export function RecordProvider<N extends Noun>({ noun, versioned, onLeave = stay, children }: RecordProviderProps<N>) {
  const cache = useQueryClient();
  const may = useMay();
  const { data: catalogue } = useQuery(fieldsQuery(noun));
  const { mutateAsync } = useChangeRecord(noun);
  const [question, setQuestion] = useState<Question | null>(null);
  const record = versioned.record as unknown as Values;
  const id = versioned.record.id;

  const fields = useMemo(() => catalogue?.fields ?? [], [catalogue]);
  const on = useMemo<RecordOnScreen>(() => {
    const patch = (changes: Values, etag: string) => mutateAsync({ id, changes, etag });
    const read = async () => {
      const fresh = await cache.fetchQuery({ ...recordQuery(noun, id), staleTime: 0 });
      return { record: fresh.record as unknown as Values, etag: fresh.etag };
    };
    const ask = (clashing: Clash[]) =>
      new Promise<Record<string, Choice> | null>((resolve) => {
        setQuestion({
          clashing,
          answer: (choices) => {
            setQuestion(null);
            resolve(choices);
          },
        });
      });
    const change = async (base: Base, changes: Values, what: string): Promise<Outcome> => {
      const outcome = await save({ patch, read, ask }, base, changes);
      if (outcome === "given up") return outcome;
      const before = Object.fromEntries(Object.keys(changes).map((name) => [name, base.record[name] ?? null]));
      const undo = async () => {
        const now = cache.getQueryData<Versioned<RecordOf[N]>>(keys.record(noun, id)) ?? (await read());
        await save({ patch, read, ask }, now as unknown as Base, before);
      };
      done(`${what} saved`, { undo });
      if (outcome === "merged") told("Somebody else had changed other fields meanwhile. Both changes are kept.");
      return outcome;
    };
    return {
      noun,
      id,
      record,
      etag: versioned.etag,
      fields,
      mayChange: may(`${noun}:write`),
      mayDelete: may(`${noun}:delete`),
      change,
      leave: onLeave,
    };
  }, [onLeave, noun, id, record, versioned.etag, fields, may, cache, mutateAsync]);

  return (
    <Context.Provider value={on}>
      {children}
      {question ? <ConflictDialog clashing={question.clashing} fields={fields} onAnswer={question.answer} /> : null}
    </Context.Provider>
  );
}
