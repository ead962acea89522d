// A stage: its name, how many and how much, and its cards, of which only those on screen are drawn.
import { useDroppable } from "@dnd-kit/core";
import { Button, Skeleton, Text } from "@mantine/core";
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useMemo, useRef } from "react";

import type { Question } from "@/records/list/address";
import { counted } from "@/ui/counted";
import { Money } from "@/ui/Money";
import { words } from "@/ui/StatusBadge";

import classes from "./Board.module.css";
import { BoardCard, type CardActions } from "./BoardCard";
import { withHeld, withMoves, type Held, type Move } from "./moves";
import type { Column } from "./queries";
import { isOpen } from "./stages";
import { useColumn } from "./useColumn";

/** A card and the gap below it; all are of one height, so that none has to be measured. */
const CARD_PX = 118;
/** Cards before the end at which more are asked for. */
const EARLY = 8;

export interface ColumnSettings {
  question: Question;
  moves: readonly Move[];
  now: number;
  openId: number | undefined;
  closedDays: number;
  canDrag: boolean;
  /** Whether anything was searched or filtered for. */
  isNarrowed: boolean;
  actions: CardActions;
}

interface BoardColumnProps extends ColumnSettings {
  column: Column;
  held: Held | null;
  /** The card that is held may not go here. */
  isShut: boolean;
}

export function BoardColumn({ column, held, isShut, ...settings }: BoardColumnProps) {
  const { question, moves, now, openId, closedDays, canDrag, isNarrowed, actions } = settings;
  const { stage, oldest_days } = column;
  const heading = useId();
  const more = useColumn(question, column);
  const shown = useMemo(
    () => withHeld(withMoves({ ...column, cards: [...more.cards] }, moves), held),
    [column, more.cards, moves, held],
  );
  const { setNodeRef, isOver } = useDroppable({ id: stage, disabled: isShut });

  return (
    <section
      ref={setNodeRef}
      className={classes["column"]}
      aria-labelledby={heading}
      data-stage={stage}
      data-over={(isOver && held !== null && held.stage !== stage) || undefined}
      data-shut={isShut || undefined}
    >
      <header className={classes["columnHead"]}>
        <h2 id={heading} className={classes["stage"]}>
          {words(stage)}
        </h2>
        <span className={`${classes["count"]} lg-number`} aria-label={counted(shown.count, "lead")} role="img">
          {shown.count.toLocaleString("en-US")}
        </span>
        {shown.value_cents > 0 ? (
          <span className={classes["sum"]} title="Quoted for a year">
            <Money cents={shown.value_cents} style="compact" />
          </span>
        ) : null}
        <span className={classes["oldest"]}>
          {isOpen(stage) ? oldestText(shown.count, oldest_days) : `Last ${closedDays} days`}
        </span>
      </header>
      {shown.cards.length === 0 ? (
        <Text size="sm" c="dimmed" className={classes["empty"]}>
          {emptyText(stage, isNarrowed)}
        </Text>
      ) : (
        <CardList
          label={words(stage)}
          count={shown.count}
          cards={shown.cards}
          stage={stage}
          now={now}
          openId={openId}
          heldId={held?.stage === stage ? held.card.id : null}
          movingIds={moves.map(({ card }) => card.id)}
          canDrag={canDrag}
          actions={actions}
          more={more}
        />
      )}
    </section>
  );
}

const oldestText = (count: number, days: number | null): string =>
  count === 0 || days === null || days === 0 ? "" : `Oldest ${counted(days, "day")}`;

function emptyText(stage: Column["stage"], isNarrowed: boolean): string {
  if (isNarrowed) return "None that matches.";
  if (stage === "new") return "No new lead waits.";
  return isOpen(stage) ? `No lead is ${stage}.` : `None ${stage} lately.`;
}

interface CardListProps {
  label: string;
  count: number;
  cards: Column["cards"];
  stage: Column["stage"];
  now: number;
  openId: number | undefined;
  heldId: number | null;
  movingIds: readonly number[];
  canDrag: boolean;
  actions: CardActions;
  more: ReturnType<typeof useColumn>;
}

function CardList({ label, count, cards, stage, more, ...settings }: CardListProps) {
  const { now, openId, heldId, movingIds, canDrag, actions } = settings;
  const scroller = useRef<HTMLDivElement>(null);
  const heldAt = heldId === null ? -1 : cards.findIndex(({ id }) => id === heldId);
  const extract = useCallback(
    // What is dragged stays in the page, or the drag would be lost with it.
    (range: Range) => [...new Set([...defaultRangeExtractor(range), ...(heldAt < 0 ? [] : [heldAt])])],
    [heldAt],
  );
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => cards[index]?.id ?? index,
    estimateSize: () => CARD_PX,
    rangeExtractor: extract,
    overscan: 4,
  });
  const last = virtual.range?.endIndex ?? 0;
  const { goOn, hasMore } = more;
  useEffect(() => {
    if (hasMore && last + EARLY >= cards.length) goOn();
  }, [last, cards.length, hasMore, goOn]);

  return (
    <div ref={scroller} className={classes["scroller"]}>
      <ul className={classes["cards"]} aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const card = cards[index];
          return card ? (
            <li
              key={card.id}
              className={classes["item"]}
              style={{ transform: `translateY(${start}px)` }}
              aria-setsize={count}
              aria-posinset={index + 1}
            >
              <BoardCard
                card={card}
                stage={stage}
                place={index}
                now={now}
                isOpen={card.id === openId}
                isMoving={movingIds.includes(card.id)}
                canDrag={canDrag}
                actions={actions}
              />
            </li>
          ) : null;
        })}
      </ul>
      {more.error ? (
        <Button variant="subtle" size="compact-sm" fullWidth onClick={goOn}>
          The next cards did not come: try again
        </Button>
      ) : null}
      {more.isFetching ? <Skeleton height={CARD_PX - 8} mt={4} /> : null}
    </div>
  );
}
