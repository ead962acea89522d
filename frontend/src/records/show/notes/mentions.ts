// `@username` in a note: finding who is meant while it is typed, and where the names are afterwards.
import type { Colleague } from "../../people";

/** What stands after the last `@` before the caret, if somebody's name is being typed there. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | null {
  const before = text.slice(0, caret);
  const found = /(^|[\s(])@([\p{L}\p{N}._-]*)$/u.exec(before);
  return found ? { from: caret - (found[2] ?? "").length - 1, typed: found[2] ?? "" } : null;
}

/** The text with the person's username in place of what was typed, and where the caret goes. */
export function mentioned(text: string, caret: number, person: Colleague): { text: string; caret: number } {
  const at = mentionAt(text, caret);
  if (!at) return { text, caret };
  const said = `@${person.username} `;
  return { text: text.slice(0, at.from) + said + text.slice(caret).replace(/^ /, ""), caret: at.from + said.length };
}

export function matching(people: readonly Colleague[], typed: string): Colleague[] {
  const wanted = typed.toLowerCase();
  return people
    .filter(({ active, name, username }) => active && `${name} ${username}`.toLowerCase().includes(wanted))
    .slice(0, 6);
}

/** The text in pieces; those with a person are mentions. */
export function pieces(text: string, people: readonly Colleague[]): { text: string; person?: Colleague }[] {
  return text.split(/(@[\p{L}\p{N}._-]*[\p{L}\p{N}])/u).map((piece) => {
    const person = piece.startsWith("@") ? people.find(({ username }) => username === piece.slice(1)) : undefined;
    return person ? { text: `@${person.name}`, person } : { text: piece };
  });
}
