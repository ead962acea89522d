// The kinds of things that happen: their words, icons and how they are chosen together.
import {
  IconBell,
  IconCheckbox,
  IconFile,
  IconFileText,
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
  change: { label: "Change", icon: IconPencil },
};

export const kindOf = (kind: string): KindWords => KINDS[kind as Kind] ?? { label: kind, icon: IconBell };

/** What one chooses in the filter; one choice may mean several kinds. */
export const CHOICES: { key: string; label: string; kinds: Kind[] }[] = [
  { key: "talks", label: "Conversations", kinds: ["call", "email", "sms", "letter", "meeting", "message"] },
  { key: "note", label: "Notes", kinds: ["note"] },
  { key: "task", label: "Tasks", kinds: ["task"] },
  { key: "document", label: "Documents", kinds: ["document"] },
  { key: "events", label: "Policies and claims", kinds: ["policy", "claim"] },
  { key: "change", label: "Changes", kinds: ["change"] },
];

/** The kinds to ask for; none means all. */
export const kindsOf = (chosen: readonly string[]): Kind[] =>
  CHOICES.filter(({ key }) => chosen.includes(key)).flatMap(({ kinds }) => kinds);
