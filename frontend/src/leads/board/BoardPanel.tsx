// The open lead beside the board; its neighbours are the cards of its column.
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { SidePanel } from "@/records/list/SidePanel";

import type { BoardProps } from "./Board";
import { cardsOf } from "./moves";
import { boardQuery, columnQuery } from "./queries";

interface BoardPanelProps extends BoardProps {
  id: number;
}

export function BoardPanel({ state, id }: BoardPanelProps) {
  const { question, isWaiting } = state;
  const cache = useQueryClient();
  const { data } = useQuery({ ...boardQuery(question), enabled: !isWaiting });
  const columns = (data?.columns ?? []).map(({ stage, cards }) => {
    const deep = cache.getQueryData(columnQuery(question, stage).queryKey);
    return deep ? cardsOf(deep.pages) : cards;
  });
  const beside = columns.find((cards) => cards.some((card) => card.id === id)) ?? [];
  return <SidePanel state={state} id={id} beside={beside} />;
}
