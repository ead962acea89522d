// The cards of one column, further ones as they are scrolled to.
import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import type { Schemas } from "@/api/client";
import type { Question } from "@/records/list/address";

import { cardsOf } from "./moves";
import { columnQuery, type Card, type Column } from "./queries";

interface ColumnCards {
  cards: readonly Card[];
  isFetching: boolean;
  hasMore: boolean;
  error: unknown;
  /** The end of what is there came near. */
  goOn: () => void;
}

type Pages = InfiniteData<Schemas["Cards"], string | null>;

export function useColumn(question: Question, column: Column): ColumnCards {
  const cache = useQueryClient();
  const [isDeep, setDeep] = useState(false);
  const query = columnQuery(question, column.stage);
  const deep = useInfiniteQuery({ ...query, enabled: isDeep });
  const { cards, next } = column;
  const { fetchNextPage, hasNextPage, isFetching } = deep;

  const goOn = useCallback(() => {
    if (!isDeep && next) {
      // The board has told its first page already.
      cache.setQueryData<Pages>(query.queryKey, { pages: [{ cards, next }], pageParams: [null] });
      setDeep(true);
    } else if (isDeep && hasNextPage && !isFetching) void fetchNextPage();
    // The key is the same for the same question and stage.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [cache, cards, next, isDeep, hasNextPage, isFetching, fetchNextPage]);

  return {
    cards: isDeep && deep.data ? cardsOf(deep.data.pages) : cards,
    isFetching: deep.isFetchingNextPage,
    hasMore: isDeep ? hasNextPage : next !== null,
    error: isDeep ? deep.error : null,
    goOn,
  };
}
