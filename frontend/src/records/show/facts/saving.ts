// Saving changes of one record, also when somebody else saved in between.
import { isConflict } from "@/api/problem";

import { clashes, settled, type Choice, type Clash, type Values } from "./merge";

interface Version {
  record: Values;
  etag: string;
}

interface Ways {
  patch: (changes: Values, etag: string) => Promise<unknown>;
  read: () => Promise<Version>;
  /** Asks which side counts, field by field; null gives up. */
  ask: (clashing: Clash[]) => Promise<Record<string, Choice> | null>;
}

/** `merged`: others had changed other fields, which are kept. */
export type Outcome = "saved" | "merged" | "given up";

/** Saves `changes` made to `base`. Throws what the API refuses. */
export async function save({ patch, read, ask }: Ways, base: Version, changes: Values): Promise<Outcome> {
  let seen = base;
  let mine = changes;
  let outcome: Outcome = "saved";
  for (;;) {
    try {
      await patch(mine, seen.etag);
      return outcome;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    const now = await read();
    const clashing = clashes(seen.record, now.record, mine);
    if (clashing.length > 0) {
      const choices = await ask(clashing);
      if (choices === null) return "given up";
      mine = settled(mine, now.record, clashing, choices);
    } else {
      mine = settled(mine, now.record, [], {});
      outcome = "merged";
    }
    seen = now;
    if (Object.keys(mine).length === 0) return outcome;
  }
}
