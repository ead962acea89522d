// Consent in words: the ways of reaching somebody, and why one is open or closed.
import type { ConsentEntry, Verdict } from "../queries";

export const CHANNELS: [Verdict["channel"], string][] = [
  ["call_manual", "Call"],
  ["sms", "Text"],
  ["email", "E-mail"],
  ["call_auto", "Automatic call"],
  ["prerecorded_or_ai_voice", "Recorded or AI voice"],
  ["postal", "Letter"],
];

const CHANNEL_WORDS: Record<string, string> = { ...Object.fromEntries(CHANNELS), all: "Every way" };
export const channelWord = (channel: string): string => CHANNEL_WORDS[channel] ?? channel;

const PURPOSES: Record<string, string> = {
  marketing: "sales",
  service: "service",
  transactional: "what was ordered",
  claims: "claims",
  all: "any matter",
};
export const purposeWord = (purpose: string): string => PURPOSES[purpose] ?? purpose;

const REASONS: Record<string, string> = {
  consent: "They agreed to it",
  existing_customer: "They are a customer",
  inquiry: "They asked us within the last 90 days",
  answers_the_person: "It answers what they asked",
  test_lead: "This is a test, nobody is contacted",
  no_phone_number: "There is no phone number",
  no_email_address: "There is no e-mail address",
  revoked: "They asked us to stop",
  no_consent: "They have not agreed to it",
  do_not_call: "They have not asked us lately, and the number may be on the do-not-call list",
  written_consent_for_calls: "Their state wants consent in writing for calls",
  quiet_hours: "It is outside the hours for calls where they live",
  too_many_attempts_today: "They were tried often enough today",
  too_many_attempts_this_week: "They were tried often enough this week",
  other_number: "They agreed for another number",
  not_express: "They did not agree to it expressly",
  consent_was_passed_on: "They agreed towards somebody else, who passed it on",
  not_in_writing: "They did not agree to it in writing",
  not_signed: "Nothing says how they agreed",
  no_disclosure: "The text they agreed to was not kept",
  seller_not_named: "The text they agreed to does not name this agency",
  automation_not_mentioned: "The text they agreed to does not mention automatic calls or texts",
  condition_of_purchase: "Nothing says that agreeing was no condition of buying",
};
export const reasonWord = (reason: string): string => REASONS[reason] ?? reason.replaceAll("_", " ");

const BASES: Record<string, string> = {
  pewc: "in writing, as the law on automatic calls wants it",
  express: "expressly",
  inferred: "as follows from what they did",
  soft_opt_in: "as a customer who did not object",
  contract: "by contract",
  legitimate_interest: "on grounds of our interest",
};
export const basisWord = (basis: string): string => BASES[basis] ?? basis;

const SIGNED: Record<string, string> = {
  checkbox: "ticked a box",
  typed: "typed their name",
  reply: "replied to a message",
  verbal: "said so",
};
export const signedWord = (method: string): string => SIGNED[method] ?? method;

const VIAS: Record<string, string> = {
  agent: "told an agent",
  call: "on a call",
  web_form: "on a web form",
  reply: "by reply",
  import: "with an import",
};
export const viaWord = (via: string): string => VIAS[via] ?? `by ${via.replaceAll("_", " ")}`;

/** The gate's answer about one way and matter. */
export const verdictOn = (
  verdicts: readonly Verdict[] | undefined,
  channel: Verdict["channel"],
  purpose: Verdict["purpose"] = "marketing",
): Verdict | undefined => verdicts?.find((each) => each.channel === channel && each.purpose === purpose);

/** The entry that a verdict rests on. */
export const evidenceOf = (entries: readonly ConsentEntry[], verdict: Verdict): ConsentEntry | undefined =>
  entries.find(({ id }) => id === verdict.evidence_id);
