// The stages in the order of the board, and what may follow what.
import type { Lifecycle } from "../queries";
import type { Card, Stage } from "./queries";

export const STAGES: readonly Stage[] = ["new", "contacted", "qualified", "quoted", "won", "lost"];
/** Those that a lead is worked in; the rest is over. */
export const isOpen = (stage: Stage): boolean => stage !== "won" && stage !== "lost";

/** The stage that people see: what the machine does with a new lead leaves it new. */
export const stageOf = (status: string): Stage => STAGES.find((stage) => stage === status) ?? "new";

/** Where a lead in this stage may go. */
export function waysFrom(lifecycle: Lifecycle | undefined, from: Stage): Stage[] {
  const ways = (lifecycle?.transitions ?? []).filter(({ from_stage }) => from_stage === from);
  return STAGES.filter((stage) => ways.some(({ to_stage }) => to_stage === stage));
}

/** What a card is called. */
export const nameOf = (card: Pick<Card, "id" | "name" | "email" | "phone">): string =>
  card.name || card.email || card.phone || `Lead ${card.id}`;
