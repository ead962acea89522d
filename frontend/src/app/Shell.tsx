// The frame around every page for somebody who is signed in.
import { AppShell, Drawer } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo } from "react";

import { followChanges } from "@/api/events";
import { useMay, useSessionEnded } from "@/api/session";
import { useShortcut, useShortcuts } from "@/ui/shortcuts";
import { MENUS_ID } from "@/ui/theme";
import { undoLast } from "@/ui/toasts";

import { useFocusOnArrival } from "./arrival";
import { BottomBar } from "./BottomBar";
import { ConnectionBanner } from "./ConnectionBanner";
import { giveFocusBack } from "./focusBack";
import { Header } from "./Header";
import { PLACES } from "./navigation";
import { keepTyped } from "./palette/typed";
import { useNoteRecents } from "./recents";
import classes from "./Shell.module.css";
import { SideBar } from "./SideBar";

const fetchPalette = () => import("./palette/Palette");
const Palette = lazy(async () => ({ default: (await fetchPalette()).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import("./ShortcutSheet")).ShortcutSheet }));
const SignInAgain = lazy(async () => ({ default: (await import("./sign-in/SignInAgain")).SignInAgain }));

const WIDE = "(min-width: 1100px)";

export function Shell() {
  const [menuOpened, menu] = useDisclosure();
  const [paletteOpened, palette] = useDisclosure();
  const [sheetOpened, sheet] = useDisclosure();
  const ended = useSessionEnded();
  const { rail, fold } = useRail();
  const find = () => {
    keepTyped();
    palette.open();
  };

  useChanges(!ended);
  useFocusOnArrival();
  useEffect(giveFocusBack, []);
  useNoteRecents();
  usePlaceKeys();
  usePaletteAtHand();
  useShortcut("mod+k", "Find anything or do something", find, EVERYWHERE);
  useShortcut("/", "Find anything or do something", find, EVERYWHERE);
  useShortcut("?", "Show these shortcuts", sheet.open, EVERYWHERE);
  useShortcut("mod+z", "Undo what the last message says", () => undoLast(), EVERYWHERE);
  useShortcut("[", "Fold or widen the side bar", fold, EVERYWHERE);

  return (
    <AppShell
      layout="alt"
      header={{ height: 56 }}
      footer={{ height: { base: 58, sm: 0 } }}
      navbar={{ width: rail ? 60 : 220, breakpoint: "sm", collapsed: { mobile: true } }}
      transitionDuration={0}
    >
      <a className="lg-skip" href="#main">
        Skip to the page
      </a>
      <AppShell.Header className={classes["header"]}>
        <Header onFind={find} onShortcuts={sheet.open} />
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]} aria-label="Main" visibleFrom="sm">
        <SideBar rail={rail} onFold={fold} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
        <div id={MENUS_ID} />
      </AppShell.Main>
      <AppShell.Footer className={classes["footer"]} hiddenFrom="sm">
        <BottomBar onFind={find} onMenu={menu.open} />
      </AppShell.Footer>
      <Drawer.Root opened={menuOpened} onClose={menu.close} size={280} padding={0}>
        <Drawer.Overlay />
        <Drawer.Content aria-label="Menu">
          <nav aria-label="All places" className={classes["menu"]}>
            <SideBar onGo={menu.close} />
          </nav>
        </Drawer.Content>
      </Drawer.Root>
      <ConnectionBanner />
      <Suspense>
        {paletteOpened ? <Palette onClose={palette.close} onShortcuts={sheet.open} /> : null}
        {sheetOpened ? <ShortcutSheet onClose={sheet.close} /> : null}
        {ended ? <SignInAgain /> : null}
      </Suspense>
    </AppShell>
  );
}

/** Fetched while nothing else happens, so that no letter typed after Ctrl-K is lost; without a line, when it is opened. */
function usePaletteAtHand() {
  useEffect(() => {
    const timer = window.setTimeout(() => fetchPalette().catch(() => {}), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, []);
}

const SETTLED_MS = 2_000;
const EVERYWHERE = { group: "Everywhere" };

/** `g` and a letter goes to a place. */
function usePlaceKeys() {
  const go = useNavigate();
  const may = useMay();
  const allowed = PLACES.filter(({ permission }) => may(permission))
    .map(({ key }) => key)
    .join("");
  const shortcuts = useMemo(
    () =>
      PLACES.filter(({ key }) => allowed.includes(key)).map(({ key, label, to }) => ({
        keys: `g ${key}`,
        label,
        group: "Go to",
        run: () => void go({ to }),
      })),
    [allowed, go],
  );
  useShortcuts(shortcuts);
}

/** Whether the side bar is a rail of icons: as was chosen last, otherwise where the window is narrow. */
function useRail() {
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [chosen, choose] = useLocalStorage<"rail" | "full" | "auto">({
    key: "leadgen.side-bar",
    defaultValue: "auto",
    getInitialValueInEffect: false,
  });
  const rail = chosen === "auto" || !wide ? !wide && chosen !== "full" : chosen === "rail";
  return { rail, fold: () => choose(rail ? "full" : "rail") };
}

/** Keeps open pages true; there is no stream for somebody who is not signed in. */
function useChanges(signedIn: boolean) {
  const cache = useQueryClient();
  useEffect(() => (signedIn ? followChanges(cache, () => {}) : undefined), [cache, signedIn]);
}
