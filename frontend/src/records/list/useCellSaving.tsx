// Saving one cell: shown at once, taken back when the API refuses, undone by a message's button.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState, type ReactNode } from "react";

import { fieldLabel } from "@/ui/inputs/kinds";
import { done, failed, told } from "@/ui/toasts";

import { recordQuery, useChangeRecord, type Field } from "../data";
import { NOUNS, type Noun } from "../nouns";
import { ConflictDialog } from "../show/facts/ConflictDialog";
import type { Choice, Clash, Values } from "../show/facts/merge";
import { save } from "../show/facts/saving";
import type { Row } from "./config";
import { patchRows } from "./rows";

interface Question {
  clashing: Clash[];
  answer: (choices: Record<string, Choice> | null) => void;
}

interface CellSaving {
  saveCell: (row: Row, field: Field, value: unknown) => void;
  /** Asks what counts when somebody else saved the same field first. */
  dialog: ReactNode;
}

const versionOf = (row: Row) => `"${row.version}"`;

export function useCellSaving(noun: Noun, fields: Field[]): CellSaving {
  const cache = useQueryClient();
  const { mutateAsync } = useChangeRecord(noun);
  const [question, setQuestion] = useState<Question | null>(null);

  const put = useCallback(
    async (base: { record: Values; etag: string }, id: number, changes: Values) => {
      let newest = base;
      const outcome = await save(
        {
          patch: async (mine, etag) => {
            const { record, etag: next } = await mutateAsync({ id, changes: mine, etag });
            newest = { record: record as unknown as Values, etag: next };
          },
          read: async () => {
            const { record, etag } = await cache.fetchQuery({ ...recordQuery(noun, id), staleTime: 0 });
            newest = { record: record as unknown as Values, etag };
            return newest;
          },
          ask: (clashing) =>
            new Promise((answer) => {
              setQuestion({ clashing, answer: (choices) => (setQuestion(null), answer(choices)) });
            }),
        },
        base,
        changes,
      );
      patchRows(cache, noun, id, newest.record);
      return { outcome, newest };
    },
    [cache, noun, mutateAsync],
  );

  const saveCell = useCallback(
    (row: Row, field: Field, value: unknown) => {
      const { name } = field;
      const before = row[name] ?? null;
      const title = NOUNS[noun].title(row);
      patchRows(cache, noun, row.id, { [name]: value });
      put({ record: row, etag: versionOf(row) }, row.id, { [name]: value }).then(
        ({ outcome, newest }) => {
          if (outcome === "given up") return told("What was saved meanwhile stays.");
          done(`${fieldLabel(field)} of ${title} is changed`, {
            undo: () => put(newest, row.id, { [name]: before }),
          });
        },
        (error: unknown) => {
          patchRows(cache, noun, row.id, { [name]: before });
          failed(error, `${fieldLabel(field)} was not changed`);
        },
      );
    },
    [cache, noun, put],
  );

  const dialog = question ? (
    <ConflictDialog clashing={question.clashing} fields={fields} onAnswer={question.answer} />
  ) : null;
  return { saveCell, dialog };
}
