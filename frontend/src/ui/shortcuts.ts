// Keyboard shortcuts: pages say which keys do what, one listener hears them, and the `?` sheet lists them.
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** A key such as `c`, `/` or `mod+k`, or a sequence such as `g c`. `mod` is Ctrl, or ⌘ on a Mac. */
export type Keys = string;

export interface Shortcut {
  keys: Keys;
  label: string;
  /** The heading of the sheet under which it is listed. */
  group: string;
  run: () => void;
}

const SEQUENCE_MS = 1200;
const SINGLE_KEYS = "leadgen.single-key-shortcuts";

const registered = new Set<Shortcut>();
const listeners = new Set<() => void>();
let listed: Shortcut[] = [];

const isGeneral = ({ group }: Shortcut): boolean => group === "Everywhere";

function changed() {
  // A page's own keys come after those that work everywhere, whichever was there first: the later one counts.
  listed = [...registered].sort((one, other) => Number(isGeneral(other)) - Number(isGeneral(one)));
  for (const listener of listeners) listener();
}

/** What was typed, in the words of `Keys`; nothing for a modifier alone. */
export function keyOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const { key } = event;
  if (["Control", "Meta", "Alt", "Shift", "Dead", "Process"].includes(key) || event.altKey) return "";
  const name = key === " " ? "space" : key.toLowerCase();
  // Shift is part of the character (`?`) unless the key has a name of its own or comes with Ctrl.
  const shift = event.shiftKey && (key.length > 1 || event.ctrlKey || event.metaKey) ? "shift+" : "";
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return mod + shift + name;
}

/** What happened so far, and whether the keys typed mean one of the sequences or may still become one. */
export function follow(typed: string, key: string, known: readonly string[]): { hit: string; typed: string } {
  for (const attempt of typed ? [`${typed} ${key}`, key] : [key]) {
    if (known.includes(attempt)) return { hit: attempt, typed: "" };
    if (known.some((keys) => keys.startsWith(`${attempt} `))) return { hit: "", typed: attempt };
  }
  return { hit: "", typed: "" };
}

const TYPING = "input, textarea, select, [contenteditable=true], [role=textbox], [role=menu], [role=listbox]";
const DIALOG = "[role=dialog][aria-modal=true], [role=alertdialog]";

/** Letters belong to whoever types them: fields, menus with their own letters, open dialogs. */
function isBusy(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  const quiet = target.matches("input[type=checkbox], input[type=radio]");
  return (!quiet && target.closest(TYPING) !== null) || document.querySelector(DIALOG) !== null;
}

let typed = "";
let typedAt = 0;

function hear(event: KeyboardEvent) {
  const key = keyOf(event);
  if (!key || event.defaultPrevented || event.isComposing) return;
  const withModifier = key.startsWith("mod+");
  if (!withModifier && (isBusy(event) || !singleKeysOn())) return;
  if (withModifier && document.querySelector(DIALOG) !== null) return;
  // Ctrl-Z in a field undoes the typing there.
  if (key === "mod+z" && isBusy(event)) return;
  if (event.timeStamp - typedAt > SEQUENCE_MS) typed = "";
  const found = follow(
    typed,
    key,
    listed.map(({ keys }) => keys),
  );
  typed = found.typed;
  typedAt = event.timeStamp;
  if (!found.hit) return;
  event.preventDefault();
  // The page that came last knows best what its keys mean.
  listed.findLast(({ keys }) => keys === found.hit)?.run();
}

function add(shortcut: Shortcut): () => void {
  if (registered.size === 0) window.addEventListener("keydown", hear);
  registered.add(shortcut);
  changed();
  return () => {
    registered.delete(shortcut);
    if (registered.size === 0) window.removeEventListener("keydown", hear);
    changed();
  };
}

interface Options {
  group?: string;
  /** Off while there is nothing to do. */
  enabled?: boolean;
}

/** `keys` run `action` while the component is on the page; `label` is what the `?` sheet says. */
export function useShortcut(
  keys: Keys,
  label: string,
  action: () => void,
  { group = "This page", enabled = true }: Options = {},
): void {
  const run = useEffectEvent(action);
  useEffect(() => {
    if (enabled) return add({ keys, label, group, run: () => run() });
  }, [keys, label, group, enabled]);
}

/** Several at once, such as one for each place; the list must be the same from render to render. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    const removals = shortcuts.map(add);
    return () => {
      for (const remove of removals) remove();
    };
  }, [shortcuts]);
}

/** All that can be typed now, for the sheet; later ones hide earlier ones with the same keys. */
export function useKnownShortcuts(): Shortcut[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => listed,
  );
  return all.filter((one, index) => all.findLastIndex(({ keys }) => keys === one.keys) === index);
}

/** Single letters can be switched off, for those whose speech or switches type them by accident. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

export function switchSingleKeys(on: boolean): void {
  localStorage.setItem(SINGLE_KEYS, on ? "on" : "off");
}

const onMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys as they are printed: `⌘ K` or `Ctrl K`, `G then C`. */
export function keyLabels(keys: Keys): string[] {
  const names: Record<string, string> = { mod: onMac() ? "⌘" : "Ctrl", shift: "Shift", enter: "Enter", escape: "Esc" };
  return keys.split(" ").map((step) =>
    step
      .split("+")
      .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
      .join(" "),
  );
}
