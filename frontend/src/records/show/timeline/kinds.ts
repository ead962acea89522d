// The kinds of things that happen: their words, icons and how they are chosen together.
import {
  IconBell,
  IconCash,
  IconCheckbox,
  IconFile,
  IconFileText,
  IconGauge,
  IconMail,
  IconMessage2,
  IconMessages,
  IconNote,
  IconPencil,
  IconPhone,
  IconShieldExclamation,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

import type { Kind } from "../queries";

interface KindWords {
  label: string;
  icon: Icon;
}

export const KINDS: Record<Kind, KindWords> = {
  call: { label: "Call", icon: IconPhone },
  email: { label: "E-mail", icon: IconMail },
  sms: { label: "Text", icon: IconMessage2 },
  letter: { label: "Letter", icon: IconMail },
  meeting: { label: "Meeting", icon: IconUsers },
  message: { label: "Message", icon: IconMessages },
  note: { label: "Note", icon: IconNote },
  task: { label: "Task", icon: IconCheckbox },
  document: { label: "Document", icon: IconFile },
  policy: { label: "Policy", icon: IconFileText },
  claim: { label: "Claim", icon: IconShieldExclamation },
  quote: { label: "Quote", icon: IconCash },
  score: { label: "Score", icon: IconGauge },
  change: { label: "Change", icon: IconPencil },
};

export const kindOf = (kind: string): KindWords => KINDS[kind as Kind] ?? { label: kind, icon: IconBell };

/** What one chooses in the filter; one choice may mean several kinds. */
const CHOICES: { key: string; label: string; kinds: Kind[] }[] = [
  { key: "talks", label: "Conversations", kinds: ["call", "email", "sms", "letter", "meeting", "message"] },
  { key: "note", label: "Notes", kinds: ["note"] },
  { key: "task", label: "Tasks", kinds: ["task"] },
  { key: "document", label: "Documents", kinds: ["document"] },
  { key: "events", label: "Policies and claims", kinds: ["policy", "claim"] },
  { key: "quote", label: "Quotes", kinds: ["quote"] },
  { key: "change", label: "Changes", kinds: ["change", "score"] },
];

// Quotes are of leads; policies and claims are not.
const ELSEWHERE = { leads: "events", others: "quote" };

/** The choices that have something to show about a noun. */
export const choicesOf = (noun: string): typeof CHOICES =>
  CHOICES.filter(({ key }) => key !== (noun === "leads" ? ELSEWHERE.leads : ELSEWHERE.others));

/** The kinds to ask for; none means all. */
export const kindsOf = (chosen: readonly string[]): Kind[] =>
  CHOICES.filter(({ key }) => chosen.includes(key)).flatMap(({ kinds }) => kinds);
