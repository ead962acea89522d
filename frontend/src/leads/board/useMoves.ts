// Takes cards to other stages: shown at once, taken back when the API refuses.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { done, failed } from "@/ui/toasts";

import { useTakeBack } from "../queries";
import { refusalOf, stageWord } from "../stage/stages";
import type { LeadWork } from "../work";
import type { Move } from "./moves";
import type { Card, Stage } from "./queries";
import { nameOf, stageOf } from "./stages";

interface Moves {
  /** Those that the API has not answered yet. */
  moves: readonly Move[];
  /** Takes a card there, or asks for what that needs. */
  move: (card: Card, to: Stage) => void;
}

type Ways = Pick<LeadWork, "openConvert" | "openLost" | "openMend">;

export function useMoves({ openConvert, openLost, openMend }: Ways): Moves {
  const cache = useQueryClient();
  const takeBack = useTakeBack();
  const [moves, setMoves] = useState<readonly Move[]>([]);
  // A second drop of the same card may come before the first is drawn.
  const onTheWay = useRef(new Set<number>());

  const take = useCallback(
    async (card: Card, to: Stage) => {
      if (onTheWay.current.has(card.id)) return;
      onTheWay.current.add(card.id);
      const move: Move = { card, from: stageOf(card.status), to, at: new Date().toISOString() };
      const forget = () => setMoves((now) => now.filter((one) => one !== move));
      const refresh = () => cache.invalidateQueries({ queryKey: ["leads"] });
      setMoves((now) => [...now, move]);
      try {
        await api.POST("/v1/leads/{lead_id}/stage", { params: { path: { lead_id: card.id } }, body: { stage: to } });
        done(`${nameOf(card)} is in ${stageWord(to)} now`, {
          undo: () => takeBack(card.id, to),
        });
        // Until the answer knows of it, the card stays where it was taken.
        await refresh();
        forget();
      } catch (error) {
        forget();
        if (hasNoWay(error)) failed(new Error(refusalOf(error)), `${nameOf(card)} stays in ${stageWord(move.from)}`);
        else openMend(card.id, to, error);
        // It may have arrived all the same, or stand elsewhere by now.
        await refresh();
      } finally {
        onTheWay.current.delete(card.id);
      }
    },
    [cache, takeBack, openMend],
  );

  const move = useCallback(
    (card: Card, to: Stage) => {
      if (stageOf(card.status) === to) return;
      if (to === "won") openConvert(card.id);
      else if (to === "lost") openLost(card.id);
      else void take(card, to);
    },
    [take, openConvert, openLost],
  );

  return { moves, move };
}

/** No way leads there from where the lead stands by now: nothing that is filled in would change that. */
const hasNoWay = (error: unknown): boolean => error instanceof ProblemError && "status" in error.fields;
