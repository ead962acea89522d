// Which commands are meant by what was typed.
export interface Command {
  id: string;
  group: string;
  label: string;
  keywords?: string[];
}

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** How well a command fits: 0 best, infinite when a word of the query is nowhere in it. */
export function distance(command: Command, query: string): number {
  const label = command.label.toLowerCase();
  const known = wordsOf([command.label, command.group, ...(command.keywords ?? [])].join(" "));
  let worst = 0;
  for (const word of wordsOf(query)) {
    if (label.startsWith(word)) continue;
    if (known.some((one) => one.startsWith(word))) worst = Math.max(worst, 1);
    else if (label.includes(word)) worst = Math.max(worst, 2);
    else return Infinity;
  }
  return worst;
}

/** The commands that fit, the best first; those that fit equally stay in their order. */
export function matching<T extends Command>(commands: readonly T[], query: string): T[] {
  return commands
    .map((command) => ({ command, far: distance(command, query) }))
    .filter(({ far }) => far < Infinity)
    .sort((one, other) => one.far - other.far)
    .map(({ command }) => command);
}
