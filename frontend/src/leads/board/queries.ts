// The board as the API tells it: every stage with its first cards, and how a column goes on.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import type { Question } from "@/records/list/address";

export type Stage = Schemas["Stage"];
export type Card = Schemas["Card"];
export type Column = Schemas["Column"];
export type Board = Schemas["Board"];

type Asked = Pick<Question, "q" | "filter">;

const FIRST_CARDS = 25;
const NEXT_CARDS = 100;

const KEY = ["leads", "board"];
// A card says when its next task is due.
const meta = { nouns: ["tasks"] };

const parameters = ({ q, filter }: Asked) => ({
  ...(q ? { q } : {}),
  ...(filter ? { filter: JSON.stringify(filter) } : {}),
});

export const boardQuery = ({ q, filter }: Asked) =>
  queryOptions({
    queryKey: [...KEY, "first", { q, filter }],
    queryFn: ({ signal }): Promise<Board> => {
      const query = { ...parameters({ q, filter }), size: FIRST_CARDS };
      return body(api.GET("/v1/leads/board", { params: { query }, signal }));
    },
    meta,
  });

/** A whole column from its top, as far as it was scrolled: asked for again, its pages follow each other without a gap. */
export const columnQuery = ({ q, filter }: Asked, stage: Stage) =>
  infiniteQueryOptions({
    queryKey: [...KEY, "column", stage, { q, filter }],
    queryFn: ({ pageParam, signal }): Promise<Schemas["Cards"]> => {
      const size = pageParam === null ? FIRST_CARDS : NEXT_CARDS;
      const query = { ...parameters({ q, filter }), size, ...(pageParam === null ? {} : { after: pageParam }) };
      return body(api.GET("/v1/leads/board/{stage}", { params: { path: { stage }, query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta,
  });
