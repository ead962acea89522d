// A dashboard while it is arranged: steps that can be taken back, kept at the end unless somebody else was there.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { isConflict, ProblemError } from "@/api/problem";
import { done, failed } from "@/ui/toasts";

import { begun, put, redone, undone, type Draft, type Tiles } from "./arranging";
import { arrange, arrangementQuery, giveUp, type Read } from "./queries";
import { tileName, type Role } from "./tiles";

export interface Arranging {
  /** Null while the dashboard is only looked at. */
  draft: Draft | null;
  begin: () => void;
  change: (how: (tiles: Tiles) => Tiles) => void;
  undo: () => void;
  redo: () => void;
  /** Ends it without keeping anything. */
  leave: () => void;
  save: (over?: "over") => void;
  isSaving: boolean;
  isChanged: boolean;
  /** It was arranged elsewhere since this began. */
  isTaken: boolean;
  /** Takes what was arranged elsewhere. */
  takeOther: () => void;
  stay: () => void;
  /** Goes back to what the role begins with. */
  giveUp: () => void;
}

export function useArranging(role: Role | null, read: Read | undefined): Arranging {
  const cache = useQueryClient();
  const key = arrangementQuery(role).queryKey;
  const [draft, setDraft] = useState<Draft | null>(null);
  const [etag, setEtag] = useState("");
  const [isTaken, setTaken] = useState(false);
  const isChanged = draft !== null && draft.before.length > 0;

  function end(read?: Read) {
    if (read) cache.setQueryData(key, read);
    setDraft(null);
    setTaken(false);
  }
  const saving = useMutation({
    mutationFn: ({ tiles, over }: { tiles: Tiles; over: boolean }) => arrange(role, tiles, over ? null : etag),
    onSuccess: (kept) => {
      end(kept);
      done(role ? `This is what ${ROLES[role]} begin with now` : "The dashboard is arranged");
    },
    onError: (error, { tiles }) => {
      if (isConflict(error)) setTaken(true);
      else failed(new Error(refusalOf(error, tiles)), "The dashboard is not saved");
    },
  });
  const givingUp = useMutation({
    mutationFn: () => giveUp(role),
    onSuccess: (now) => {
      const before = read;
      end(now);
      done(role ? `${words(role)} begin with what came with LeadGen` : "This is the dashboard of your role", {
        undo: before && (async () => cache.setQueryData(key, await arrange(role, before.tiles, now.etag))),
      });
    },
    onError: (error) => failed(error),
  });
  return {
    draft,
    isChanged,
    isTaken,
    isSaving: saving.isPending,
    begin: () => {
      if (!read) return;
      setEtag(read.etag);
      setDraft(begun(read.tiles));
    },
    change: (how) => setDraft((now) => now && put(now, how(now.tiles))),
    undo: () => setDraft((now) => now && undone(now)),
    redo: () => setDraft((now) => now && redone(now)),
    leave: () => {
      end();
      if (isChanged) done("Your changes are dropped", { undo: () => setDraft(draft) });
    },
    save: (over) => {
      if (draft && !saving.isPending) saving.mutate({ tiles: draft.tiles, over: over === "over" });
    },
    takeOther: () => {
      end();
      void cache.invalidateQueries({ queryKey: key });
    },
    stay: () => setTaken(false),
    giveUp: () => givingUp.mutate(),
  };
}

export const ROLES: Record<Role, string> = {
  admin: "administrators",
  manager: "managers",
  agent: "agents",
  viewer: "viewers",
};

const words = (role: Role): string => ROLES[role].charAt(0).toUpperCase() + ROLES[role].slice(1);

const A_TILE = /^\/tiles\/(\d+)/;

/** What the API found, with the names of the tiles. */
function refusalOf(error: unknown, tiles: Tiles): string {
  if (!(error instanceof ProblemError) || !error.problem.errors?.length)
    return error instanceof Error ? error.message : "Please try again.";
  return error.problem.errors
    .slice(0, 3)
    .map(({ pointer, detail }) => {
      const tile = tiles[Number(A_TILE.exec(pointer)?.[1] ?? -1)];
      return tile ? `${tileName(tile)}: ${detail}` : detail;
    })
    .join(" ");
}
