// Saving a draft: over what was read, as a new one, or over what somebody else saved meanwhile.
import { useRef, useState } from "react";

import { isConflict } from "@/api/problem";
import { done, failed } from "@/ui/toasts";

import { draftOf, type Draft, type OwnReport } from "./draft";
import { failuresOf, type Failures } from "./failures";
import { readAgain, useSave, type Kept } from "./queries";

interface Keeping {
  failures: Failures;
  isSending: boolean;
  isConflicting: boolean;
  /** Leaving asks nothing any more. */
  isFree: () => boolean;
  save: () => Promise<void>;
  saveAs: (name: string) => Promise<boolean>;
  saveOver: () => Promise<void>;
  takeTheirs: () => Promise<Draft | null>;
  forgetConflict: () => void;
}

export function useKeeping(draft: Draft, kept: Kept | null, onSaved: (saved: OwnReport) => void): Keeping {
  const [etag, setEtag] = useState(kept?.etag ?? "");
  const [isConflicting, setConflicting] = useState(false);
  const [missing, setMissing] = useState(false);
  const free = useRef(false);
  const saving = useSave();
  const failures = failuresOf(isConflict(saving.error) ? null : saving.error);
  const id = kept?.report.id;

  async function send(what: Draft, over: { id: number; etag: string } | null): Promise<boolean> {
    try {
      const saved = await saving.mutateAsync({ draft: what, over });
      free.current = true;
      done(`“${saved.name}” is saved`);
      onSaved(saved);
      return true;
    } catch (error) {
      if (isConflict(error)) setConflicting(true);
      else if (failuresOf(error).rest !== "") failed(error, "The report was not saved");
      return false;
    }
  }

  return {
    failures: missing && draft.name.trim() === "" ? withName(failures) : failures,
    isSending: saving.isPending,
    isConflicting,
    isFree: () => free.current,
    forgetConflict: () => setConflicting(false),
    save: async () => {
      setMissing(true);
      if (draft.name.trim() === "") return document.getElementById("own-report-name")?.focus();
      await send(draft, id === undefined ? null : { id, etag });
    },
    saveAs: (name) => send({ ...draft, name, is_shared: false }, null),
    saveOver: async () => {
      if (id === undefined) return;
      try {
        const newest = await readAgain(id);
        setEtag(newest.etag);
        if (await send(draft, { id, etag: newest.etag })) setConflicting(false);
      } catch (error) {
        failed(error, "The report was not saved");
      }
    },
    takeTheirs: async () => {
      if (id === undefined) return null;
      try {
        const newest = await readAgain(id);
        setEtag(newest.etag);
        setConflicting(false);
        return draftOf(newest.report);
      } catch (error) {
        failed(error, "It could not be read");
        return null;
      }
    },
  };
}

const withName = ({ at, rest }: Failures): Failures => ({ at: { ...at, name: "Give the report a name." }, rest });
