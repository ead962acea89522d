// What is typed between Ctrl-K and the moment at which the palette's field is there: it belongs into the field.
let typed: string | null = null;
let timer: number | undefined;
const PATIENCE_MS = 3_000;

function hear(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || typed === null) return;
  if (event.key === "Backspace") typed = typed.slice(0, -1);
  else if (event.key.length === 1) typed += event.key;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** From now on letters are kept for the field. */
export function keepTyped(): void {
  takeTyped();
  typed = "";
  window.addEventListener("keydown", hear, { capture: true });
  timer = window.setTimeout(takeTyped, PATIENCE_MS);
}

/** What was kept; letters go where they always go again. */
export function takeTyped(): string {
  const kept = typed ?? "";
  typed = null;
  window.clearTimeout(timer);
  window.removeEventListener("keydown", hear, { capture: true });
  return kept;
}
