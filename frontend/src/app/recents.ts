// The records that were opened last, to find them again in the palette. Kept for this browser window only: names of
// customers should not stay behind on a computer that others use.
import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

import { recordQuery } from "@/records/data";
import { isNoun, NOUNS, type Noun } from "@/records/nouns";
import { whole } from "@/ui/address";

const KEPT = "leadgen.recent";
const MOST = 8;

export interface Recent {
  noun: Noun;
  id: number;
  title: string;
}

export function readRecents(): Recent[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as Recent[]).filter(({ noun }) => isNoun(noun)) : [];
  } catch {
    return [];
  }
}

/** The list with this record at its top. */
function withRecent(recents: readonly Recent[], opened: Recent): Recent[] {
  const others = recents.filter(({ noun, id }) => noun !== opened.noun || id !== opened.id);
  return [opened, ...others].slice(0, MOST);
}

export function forgetRecents(): void {
  sessionStorage.removeItem(KEPT);
}

/** The record that an address shows: its own page, or the side panel of a list. */
function recordOf(path: string, search: { open?: unknown }): { noun: Noun; id: number } | null {
  const [, noun = "", part = ""] = path.split("/");
  const id = whole(part || search.open);
  return isNoun(noun) && id !== undefined ? { noun, id } : null;
}

/** Notes each record that is opened. It is read from the cache into which its page reads it. */
export function useNoteRecents(): void {
  const cache = useQueryClient();
  const shown = useRouterState({
    select: ({ location }) => {
      const found = recordOf(location.pathname, location.search as { open?: unknown });
      return found ? `${found.noun}/${found.id}` : "";
    },
  });

  useEffect(() => {
    const found = recordOf(`/${shown}`, {});
    if (!found) return;
    const { noun, id } = found;
    let left = false;
    cache.ensureQueryData(recordQuery(noun, id)).then(
      ({ record }) => {
        const title = NOUNS[noun].title(record as unknown as Record<string, unknown>);
        if (!left) sessionStorage.setItem(KEPT, JSON.stringify(withRecent(readRecents(), { noun, id, title })));
      },
      // The page itself says why the record cannot be shown.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [cache, shown]);
}
