// What a draft shows, a moment after it was changed; what was drawn before stays until there is something new.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { definitionOf, isDrawable, type Definition, type Draft } from "./draft";
import { listedQuery, previewQuery, type ListedRecords, type ReportDocument } from "./queries";

const PAUSE_MS = 350;

interface Preview {
  document: ReportDocument | undefined;
  records: ListedRecords | undefined;
  error: unknown;
  /** What is drawn belongs to the draft as it was. */
  isBehind: boolean;
  retry: () => void;
}

interface Wanted {
  noun: string;
  definition: Definition;
}

export function usePreview(draft: Draft): Preview {
  // As text: every drawing makes new objects that say the same.
  const now = JSON.stringify({ noun: draft.noun, definition: definitionOf(draft) } satisfies Wanted);
  const [asked] = useDebouncedValue(now, PAUSE_MS);
  const { noun, definition } = JSON.parse(asked) as Wanted;
  const isWhole = isDrawable(definition);
  const lists = Boolean(definition.columns);
  const figures = useQuery({ ...previewQuery(noun, definition), enabled: isWhole });
  const listed = useQuery({ ...listedQuery(noun, definition), enabled: isWhole && lists });
  const [document, keep] = useState<ReportDocument>();
  const [records, keepRecords] = useState<ListedRecords>();
  if (figures.data && figures.data !== document) keep(figures.data);
  if (listed.data && listed.data !== records) keepRecords(listed.data);
  const error = figures.error ?? listed.error;
  return {
    document,
    records: document?.listing ? records : undefined,
    error: isWhole && asked === now ? error : null,
    isBehind: asked !== now || figures.isFetching || listed.isFetching || !isWhole,
    retry: () => void Promise.all([figures.refetch(), ...(lists ? [listed.refetch()] : [])]),
  };
}
