// A column as it is shown: what the API said, with the moves that are on their way and the card that is being held.
import type { Card, Column, Stage } from "./queries";

/** A card on its way to another stage; shown there before the API answers. */
export interface Move {
  card: Card;
  from: Stage;
  to: Stage;
  at: string;
}

/** A card that somebody drags: it stays where it was taken from, whatever happens to it meanwhile. */
export interface Held {
  card: Card;
  stage: Stage;
  place: number;
}

export type Shown = Pick<Column, "stage" | "count" | "value_cents" | "cards">;

const has = (cards: readonly Card[], id: number): boolean => cards.some((card) => card.id === id);
const worth = (card: Card): number => card.value_cents ?? 0;

/** The card as it stands in its new stage. */
const arrived = ({ card, to, at }: Move): Card => ({
  ...card,
  status: to,
  stage_since: at,
  days: 0,
  answer_by: to === "new" ? card.answer_by : null,
});

function without(column: Shown, card: Card): Shown {
  return {
    ...column,
    count: Math.max(0, column.count - 1),
    value_cents: Math.max(0, column.value_cents - worth(card)),
    cards: column.cards.filter(({ id }) => id !== card.id),
  };
}

/**
 * The column once the moves have arrived.
 *
 * The API's answer may already know of a move, or know the card in a third stage: a card is never shown twice.
 */
export function withMoves(column: Shown, moves: readonly Move[]): Shown {
  return moves.reduce<Shown>((shown, move) => {
    const { card, to } = move;
    const isHere = has(shown.cards, card.id);
    if (shown.stage !== to) return isHere ? without(shown, card) : shown;
    if (isHere) return shown;
    return {
      ...shown,
      count: shown.count + 1,
      value_cents: shown.value_cents + worth(card),
      cards: [arrived(move), ...shown.cards],
    };
  }, column);
}

/** The column with the card that is held where it was taken from, and nowhere else. */
export function withHeld(column: Shown, held: Held | null): Shown {
  if (!held) return column;
  const isHere = has(column.cards, held.card.id);
  if (column.stage !== held.stage)
    return isHere ? { ...column, cards: column.cards.filter(({ id }) => id !== held.card.id) } : column;
  if (isHere) return column;
  const place = Math.min(held.place, column.cards.length);
  return { ...column, cards: [...column.cards.slice(0, place), held.card, ...column.cards.slice(place)] };
}

/** Pages one behind the other, each card once: one may have slid to the next page between two answers. */
export function cardsOf(pages: readonly { cards: Card[] }[]): Card[] {
  const seen = new Set<number>();
  return pages.flatMap(({ cards }) => cards).filter(({ id }) => !seen.has(id) && seen.add(id));
}
