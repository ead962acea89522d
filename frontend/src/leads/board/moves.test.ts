import { expect, it } from "vitest";

import { cardsOf, withHeld, withMoves, type Move, type Shown } from "./moves";
import type { Card, Stage } from "./queries";

const card = (id: number, status: string, value_cents: number | null = null) =>
  ({ id, status, value_cents, days: 3, stage_since: "2026-03-01T00:00:00Z", answer_by: null }) as Card;
const column = (stage: Stage, ...cards: Card[]): Shown => ({
  stage,
  count: cards.length,
  value_cents: cards.reduce((sum, { value_cents }) => sum + (value_cents ?? 0), 0),
  cards,
});
const ids = ({ cards }: Shown) => cards.map(({ id }) => id);

const ann = card(1, "assigned", 120_000);
const move: Move = { card: ann, from: "new", to: "contacted", at: "2026-03-04T00:00:00Z" };

it("takes the card with its count and money from one column to the top of the other", () => {
  const from = withMoves(column("new", ann, card(2, "new")), [move]);
  const to = withMoves(column("contacted", card(3, "contacted", 5)), [move]);

  expect([ids(from), from.count, from.value_cents]).toEqual([[2], 1, 0]);
  expect([ids(to), to.count, to.value_cents]).toEqual([[1, 3], 2, 120_005]);
  expect(to.cards[0]).toMatchObject({ status: "contacted", days: 0, stage_since: move.at });
});

it("changes nothing once the answer knows of the move", () => {
  const from = column("new", card(2, "new"));
  const to = column("contacted", card(1, "contacted", 120_000));

  expect(withMoves(from, [move])).toEqual(from);
  expect(withMoves(to, [move])).toEqual(to);
});

it("never shows a card twice, also when somebody else took it to a third stage meanwhile", () => {
  const columns = [column("new"), column("contacted"), column("quoted", card(1, "quoted", 120_000))];

  expect(columns.map((one) => ids(withMoves(one, [move])))).toEqual([[], [1], []]);
});

it("is as before when the move is forgotten", () => {
  const before = column("new", ann);

  expect(withMoves(before, [])).toBe(before);
});

it("leaves a card that is held where it was taken from, whatever the answer says by now", () => {
  const held = { card: ann, stage: "new" as const, place: 1 };

  expect(ids(withHeld(column("new", card(2, "new"), card(4, "new")), held))).toEqual([2, 1, 4]);
  expect(ids(withHeld(column("contacted", card(1, "contacted")), held))).toEqual([]);
  expect(ids(withHeld(column("new", card(5, "new"), ann), held))).toEqual([5, 1]);
});

it("shows the others while one is held", () => {
  const held = { card: ann, stage: "new" as const, place: 0 };

  expect(ids(withHeld(column("contacted", card(7, "contacted")), held))).toEqual([7]);
});

it("shows each card of the pages once", () => {
  const pages = [{ cards: [card(1, "new"), card(2, "new")] }, { cards: [card(2, "new"), card(3, "new")] }];

  expect(cardsOf(pages).map(({ id }) => id)).toEqual([1, 2, 3]);
});
