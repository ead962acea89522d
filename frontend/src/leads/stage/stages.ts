// The stages of a lead as people see them, and what is missing to enter one.
import { ProblemError, sentence } from "@/api/problem";
import { words } from "@/ui/StatusBadge";

import type { Lead, Lifecycle, Stage } from "../queries";

/** The way from the first to the last; `lost` leads off it. */
export const WAY: readonly Stage[] = ["new", "contacted", "qualified", "quoted", "won"];

/** The machine's own steps are `new` to people. */
export const stageOf = (status: Lead["status"]): Stage =>
  status === "scored" || status === "assigned" ? "new" : status;

export const isOpen = (stage: Stage): boolean => stage !== "won" && stage !== "lost";

/** What a stage may need, as the table of stages names it. */
export type Need = "reachable" | "owner" | "product" | "place" | "quote" | "customer" | "policy" | "reason";

const said = (lead: Lead, key: string): boolean => {
  const value = lead.contact_info?.[key];
  return typeof value === "string" && value.trim() !== "";
};

/** What the lead lacks to go there, in the order of the table; none when it may, null when no way leads there. */
export function missing(lead: Lead, to: Stage, quotes: number, table: Lifecycle): Need[] | null {
  const from = stageOf(lead.status);
  const way = table.transitions.find((each) => each.from_stage === from && each.to_stage === to);
  if (!way) return null;
  const there: Record<Need, boolean> = {
    reachable: said(lead, "email") || said(lead, "phone"),
    owner: lead.owner_id !== null,
    product: Boolean(lead.product_interest),
    place: said(lead, "state") || said(lead, "postal_code"),
    quote: quotes > 0,
    customer: lead.customer_id !== null,
    policy: lead.policy_id !== null,
    reason: Boolean(lead.lost_reason),
  };
  return (way.needs as Need[]).filter((need) => !there[need]);
}

/** Whether a way leads from one stage to another. */
export const leadsTo = (table: Lifecycle | undefined, from: Stage, to: Stage): boolean =>
  table?.transitions.some((each) => each.from_stage === from && each.to_stage === to) ?? false;

/** The first try was done, its answer got lost, and what was typed was changed before the second. */
export const DONE_BEFORE = "idempotency_key_reused";

/** The API's own words about a refusal: those about the field say more than the general ones. */
export function refusalOf(error: unknown): string {
  if (error instanceof ProblemError) {
    if (error.code === DONE_BEFORE)
      return "This was saved before, as it was written then; only the answer got lost. Reload the page to see it.";
    const fields = (error.problem.errors ?? []).map(({ detail }) => detail);
    if (fields.length > 0) return fields.join(" ");
  }
  return sentence(error);
}

export const stageWord = (stage: Stage): string => words(stage);
