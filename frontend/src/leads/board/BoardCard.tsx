// A card on the board: opened by click and Enter, moved by mouse, finger, keys or its menu.
import { useDraggable } from "@dnd-kit/core";
import { useMemo, type ComponentPropsWithRef } from "react";

import classes from "./Board.module.css";
import { CardFace } from "./CardFace";
import { MoveMenu } from "./MoveMenu";
import type { Held } from "./moves";
import type { Card, Stage } from "./queries";

export interface CardActions {
  hrefOf: (card: Card) => string;
  onOpen: (card: Card) => void;
  /** Where a card of this stage may go; none for those who may not move cards. */
  waysFrom: (stage: Stage) => readonly Stage[];
  onMove: (card: Card, to: Stage) => void;
  ownerOf: (card: Card) => string;
}

interface BoardCardProps {
  card: Card;
  stage: Stage;
  place: number;
  now: number;
  isOpen: boolean;
  /** On its way to another stage. */
  isMoving: boolean;
  /** On a phone cards are moved by their menu alone. */
  canDrag: boolean;
  actions: CardActions;
}

export function BoardCard({ card, stage, place, now, isOpen, isMoving, canDrag, actions }: BoardCardProps) {
  const ways = actions.waysFrom(stage);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, isDragging } = useDraggable({
    id: card.id,
    data: { card, stage, place } satisfies Held,
    disabled: !canDrag || isMoving || ways.length === 0,
  });
  const { onKeyDown, ...byHand } = listeners ?? {};
  const describedBy = canDrag && ways.length > 0 ? attributes["aria-describedby"] : undefined;
  const link = useMemo<ComponentPropsWithRef<"a">>(
    () => ({
      ref: setActivatorNodeRef,
      href: actions.hrefOf(card),
      onKeyDown: onKeyDown as undefined,
      onClick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        actions.onOpen(card);
      },
      "aria-describedby": describedBy,
      "aria-current": isOpen ? "true" : undefined,
    }),
    [card, actions, isOpen, describedBy, setActivatorNodeRef, onKeyDown],
  );

  return (
    <>
      <div
        ref={setNodeRef}
        {...byHand}
        className={classes["card"]}
        data-lead={card.id}
        data-open={isOpen || undefined}
        data-held={isDragging || undefined}
        data-moving={isMoving || undefined}
        data-movable={(canDrag && ways.length > 0) || undefined}
        onClick={(event) => {
          if (!(event.target as Element).closest("a")) actions.onOpen(card);
        }}
      >
        <CardFace card={card} owner={actions.ownerOf(card)} now={now} link={link} />
      </div>
      {ways.length > 0 && !isMoving ? (
        <MoveMenu card={card} ways={ways} onMove={(to) => actions.onMove(card, to)} />
      ) : null}
    </>
  );
}
