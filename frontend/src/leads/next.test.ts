import { expect, test } from "vitest";

import { nextAction, type Known } from "./next";
import type { Lead, Quote, Verdict } from "./queries";

const NOW = new Date("2026-11-22T15:00:00Z");

const verdict = (changes: Partial<Verdict>): Verdict =>
  ({
    channel: "call_manual",
    purpose: "marketing",
    allowed: true,
    reason: "inquiry",
    not_before: null,
    ...changes,
  }) as Verdict;

const lead = (changes: Partial<Lead> = {}): Lead =>
  ({
    status: "assigned",
    owner_id: 3,
    phone: "+13125550142",
    email: "ann@example.com",
    received_at: "2026-11-22T14:50:00Z",
    stage_since: "2026-11-22T14:50:00Z",
    answer_by: "2026-11-22T15:05:00Z",
    first_attempt_at: null,
    merged_into_id: null,
    lost_reason: null,
    ...changes,
  }) as Lead;

const known = (changes: Partial<Known>): Known => ({
  lead: lead(),
  tasks: [],
  quotes: [],
  call: verdict({}),
  email: verdict({ channel: "email" }),
  now: NOW,
  today: "2026-11-22",
  ...changes,
});

const quote = (changes: Partial<Quote>): Quote =>
  ({ status: "offered", expires_on: "2026-12-22", quoted_at: "2026-11-20T10:00:00Z", ...changes }) as Quote;

test("a new lead is called, and the clock is told", () => {
  expect(nextAction(known({}))).toMatchObject({
    title: "Call now",
    doing: "call",
    urgency: "now",
    when: { words: "Answer", at: "2026-11-22T15:05:00Z" },
  });
});

test("who was not answered in time is late", () => {
  const late = known({ lead: lead({ answer_by: "2026-11-22T14:00:00Z" }) });
  expect(nextAction(late)).toMatchObject({ urgency: "late", when: { words: "Was to be answered" } });
});

test("who may be called only later is called later, not now", () => {
  const call = verdict({ allowed: false, reason: "quiet_hours", not_before: "2026-11-23T13:00:00Z" });
  expect(nextAction(known({ call }))).toMatchObject({
    title: "Call later",
    when: { words: "They may be called", at: "2026-11-23T13:00:00Z" },
  });
});

test("who may not be called is written to, and who may not be written to either is left alone", () => {
  const call = verdict({ allowed: false, reason: "revoked" });
  expect(nextAction(known({ call }))?.doing).toBe("write");
  const email = verdict({ allowed: false, reason: "no_consent", channel: "email" });
  expect(nextAction(known({ call, email }))?.doing).toBe("consent");
});

test("a lead of nobody is taken first", () => {
  expect(nextAction(known({ lead: lead({ owner_id: null }) }))?.doing).toBe("take");
});

test("a call back that is due goes before what the stage suggests, a task of next week does not", () => {
  const contacted = lead({ status: "contacted" });
  const soon = [{ title: "Call Ann Lee back", due_at: "2026-11-22T16:00:00Z" }];
  expect(nextAction(known({ lead: contacted, tasks: soon }))).toMatchObject({ title: "Call back", doing: "call" });
  const later = [{ title: "Call Ann Lee back", due_at: "2026-11-30T16:00:00Z" }];
  expect(nextAction(known({ lead: contacted, tasks: later }))?.doing).toBe("quote");
});

test("any other task is named, and has no button of its own", () => {
  const tasks = [{ title: "Send the photos", due_at: "2026-11-22T14:00:00Z" }];
  expect(nextAction(known({ tasks }))).toMatchObject({ title: "Send the photos", doing: null, urgency: "late" });
});

test("who was quoted decides; when no quote stands any more they are quoted again", () => {
  const quoted = lead({ status: "quoted" });
  expect(nextAction(known({ lead: quoted, quotes: [quote({})] }))?.doing).toBe("convert");
  expect(nextAction(known({ lead: quoted, quotes: [quote({ expires_on: "2026-11-21" })] }))?.doing).toBe("quote");
  expect(nextAction(known({ lead: quoted, quotes: [quote({ expires_on: "2026-11-22" })] }))?.doing).toBe("convert");
});

test("nothing is left to do with a lead that is won or merged", () => {
  expect(nextAction(known({ lead: lead({ status: "won" }) }))).toBeNull();
  expect(nextAction(known({ lead: lead({ merged_into_id: 7 }) }))).toBeNull();
});
