// When a dialog closes, the focus goes back to where it was before, also from dialogs that exist only while they are open.
const DIALOG = "[role=dialog], [role=alertdialog]";
// Gone by the time that a dialog closes which was opened from them.
const PASSING = "[role=menu], [role=listbox]";

/** Watches the page until the returned function is called. */
export function giveFocusBack(): () => void {
  const before = new WeakMap<Element, HTMLElement>();
  let last: HTMLElement | null = null;
  let dialog: Element | null = null;

  function onFocus({ target }: FocusEvent) {
    if (!(target instanceof HTMLElement)) return;
    const found = target.closest(DIALOG);
    if (found && found !== dialog && last && !found.contains(last) && !before.has(found)) before.set(found, last);
    dialog = found;
    if (!target.closest(PASSING)) last = target;
  }

  const observer = new MutationObserver(() => {
    if (!dialog || dialog.isConnected) return;
    const back = before.get(dialog);
    dialog = back?.closest(DIALOG) ?? null;
    // Whoever closed it may have put the focus elsewhere already.
    if (document.activeElement === document.body && back?.isConnected) back.focus({ preventScroll: true });
  });

  document.addEventListener("focusin", onFocus);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", onFocus);
    observer.disconnect();
  };
}
