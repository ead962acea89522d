// How leads are listed.
import { lazy } from "react";

import { queryClient } from "@/api/query";
import { placeText } from "@/records/list/cells";
import { phoneText } from "@/ui/inputs/phone";
import { StatusBadge, words } from "@/ui/StatusBadge";
import { DateText } from "@/ui/DateText";
import type { NounList } from "@/records/list/config";

import { ageText, daysSince } from "./board/notes";
import { boardQuery } from "./board/queries";
import { ScoreBadge } from "./board/ScoreBadge";
import { stageOf } from "./board/stages";

const board = () => import("./board");

export const leadsList: NounList<"leads"> = {
  title: "name",
  columns: [
    { name: "name", pinned: true },
    { name: "score" },
    { name: "status" },
    { name: "stage_since" },
    { name: "product_interest" },
    { name: "phone" },
    { name: "state" },
    { name: "source" },
    { name: "received_at" },
    { name: "owner_id" },
  ],
  omit: ["idempotency_key", "customer_id", "version", "score_band"],
  labels: { score: "Score", stage_since: "In stage" },
  widths: {
    name: 158,
    score: 106,
    status: 112,
    stage_since: 84,
    product_interest: 100,
    phone: 142,
    email: 181,
    state: 60,
    source: 116,
    cost_cents: 90,
    received_at: 116,
  },
  quick: [
    // What the machine does with a new lead leaves it new to people.
    { field: "status", kind: "choice", together: { new: ["new", "scored", "assigned"] } },
    { field: "received_at", kind: "past" },
    { field: "owner_id", kind: "owner" },
  ],
  cells: {
    score: (lead) => <ScoreBadge score={lead.score} band={lead.score_band} />,
    status: (lead) => <StatusBadge value={stageOf(lead.status)} />,
    stage_since: (lead) => ageText(daysSince(lead.stage_since)),
    received_at: (lead) => <DateText value={lead.received_at} style="ago" />,
    product_interest: (lead) => (lead.product_interest ? words(lead.product_interest) : null),
    source: (lead) => (lead.source ? words(lead.source) : null),
    channel: (lead) => (lead.channel ? words(lead.channel) : null),
  },
  card: (lead) => ({
    facts: [
      lead.phone ? phoneText(lead.phone) : lead.email,
      [lead.product_interest && words(lead.product_interest), placeText(null, lead.state)].filter(Boolean).join(" · "),
      <DateText value={lead.received_at} style="ago" />,
    ],
  }),
  board: {
    fetch: () => void board(),
    ask: (question) => void queryClient.prefetchQuery(boardQuery(question)),
    Board: lazy(async () => ({ default: (await board()).Board })),
    Count: lazy(async () => ({ default: (await board()).BoardCount })),
    Panel: lazy(async () => ({ default: (await board()).BoardPanel })),
  },
  empty: "Leads appear here as forms, partners and imports bring them in.",
};
