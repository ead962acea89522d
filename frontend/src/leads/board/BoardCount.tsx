// How many leads are on the board to be worked.
import { useQuery } from "@tanstack/react-query";

import { counted } from "@/ui/counted";

import type { BoardProps } from "./Board";
import { boardQuery } from "./queries";
import { isOpen } from "./stages";

export function BoardCount({ state: { question, isWaiting } }: BoardProps) {
  const { data } = useQuery({ ...boardQuery(question), enabled: !isWaiting, placeholderData: (before) => before });
  if (!data) return null;
  return counted(
    data.columns.reduce((sum, { stage, count }) => (isOpen(stage) ? sum + count : sum), 0),
    "open lead",
  );
}
