// After going to another page, the keyboard and the screen reader are at its title, not at the link that led there.
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

const PATIENCE_MS = 5_000;

function focusTitle(): boolean {
  const main = document.getElementById("main");
  const title = main?.querySelector("h1");
  if (!title) return false;
  // A page that put the focus somewhere itself knows better.
  if (document.activeElement && document.activeElement !== document.body && main?.contains(document.activeElement))
    return true;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  return true;
}

export function useFocusOnArrival(): void {
  const router = useRouter();
  useEffect(() => {
    let watching: MutationObserver | undefined;
    let timer: number | undefined;
    const stop = () => {
      watching?.disconnect();
      window.clearTimeout(timer);
    };
    const unsubscribe = router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
      stop();
      if (!fromLocation || !pathChanged || focusTitle()) return;
      // The page is still loading.
      watching = new MutationObserver(() => focusTitle() && stop());
      const main = document.getElementById("main");
      if (main) watching.observe(main, { childList: true, subtree: true });
      timer = window.setTimeout(stop, PATIENCE_MS);
    });
    return () => {
      stop();
      unsubscribe();
    };
  }, [router]);
}
