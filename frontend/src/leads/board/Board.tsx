// The leads by stage, as the other face of their list.
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type RefObject } from "react";

import { useMay } from "@/api/session";
import { searchOf } from "@/records/list/address";
import type { ListState } from "@/records/list/useList";
import { useDrawn } from "@/ui/grid";

import { lifecycleQuery } from "../queries";
import { useLeadWork } from "../work";
import type { CardActions } from "./BoardCard";
import type { ColumnSettings } from "./BoardColumn";
import { Broken, Nothing, Waiting } from "./BoardStates";
import { OneByOne } from "./OneByOne";
import { boardQuery, type Board as Answer } from "./queries";
import { SideBySide } from "./SideBySide";
import { waysFrom } from "./stages";
import { useMoves } from "./useMoves";
import { useNow } from "./useNow";

const NARROW = "(max-width: 47.99em)";

export interface BoardProps {
  state: ListState;
}

export function Board({ state }: BoardProps) {
  const { question, isWaiting } = state;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...boardQuery(question),
    enabled: !isWaiting,
    placeholderData: (before) => before,
  });
  // What was there stays when it cannot be asked for again; the banner says that there is no connection.
  if (error && !data) return <Broken state={state} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (data.columns.every(({ count }) => count === 0)) return <Nothing state={state} />;
  return <Columns state={state} answer={data} isOld={isPlaceholderData} />;
}

interface ColumnsProps extends BoardProps {
  answer: Answer;
  /** The answer to the question before. */
  isOld: boolean;
}

function Columns({ state, answer, isOld }: ColumnsProps) {
  const { question, search, open, asked, asView, nameOf } = state;
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false }) ?? false;
  const navigate = useNavigate();
  const may = useMay();
  const mayMove = may("leads:write");
  const { data: lifecycle } = useQuery(lifecycleQuery);
  const work = useLeadWork();
  const { moves, move } = useMoves(work);
  const [followed, setFollowed] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const now = useNow();
  // Another question begins at the top of every column.
  const key = JSON.stringify(question);
  useDrawn(box, isOld ? null : key);
  useFocusOn(box, followed, moves);

  const actions = useMemo<CardActions>(
    () => ({
      hrefOf: ({ id }) => `/leads/${id}`,
      onOpen: ({ id }) => {
        if (!isNarrow) return open(id);
        const params = { noun: "leads", id: String(id) };
        void navigate({ to: "/$noun/$id", params, search: searchOf(asked, asView, search.view) });
      },
      waysFrom: (stage) => (mayMove ? waysFrom(lifecycle, stage) : []),
      onMove: (card, to) => {
        setFollowed(card.id);
        move(card, to);
      },
      ownerOf: ({ owner_id }) => (owner_id === null ? "Nobody" : nameOf(owner_id)),
    }),
    [isNarrow, open, navigate, asked, asView, search.view, mayMove, lifecycle, move, nameOf],
  );
  const settings: ColumnSettings = {
    question,
    moves,
    now,
    openId: search.open,
    closedDays: answer.closed_days,
    canDrag: !isNarrow && mayMove,
    isNarrowed: question.q !== "" || question.filter !== null,
    actions,
  };
  const Face = isNarrow ? OneByOne : SideBySide;
  return (
    <>
      <Face key={key} box={box} columns={answer.columns} settings={settings} isOld={isOld} />
      {work.dialogs}
    </>
  );
}

/** A card that was moved takes the focus along; from a phone's single column it goes, and the tab has it. */
function useFocusOn(box: RefObject<HTMLDivElement | null>, id: number | null, moves: readonly unknown[]) {
  const before = useRef(0);
  useEffect(() => {
    const hasBegun = moves.length > before.current;
    before.current = moves.length;
    if (!hasBegun || id === null) return;
    const frame = requestAnimationFrame(() => {
      const find = (what: string) => box.current?.querySelector<HTMLElement>(what);
      (find(`[data-lead="${id}"] a`) ?? find("[role=tab][aria-selected=true]"))?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [box, id, moves]);
}
