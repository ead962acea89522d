import { fireEvent, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { follow, keyOf, switchSingleKeys, useShortcut } from "./shortcuts";

const KNOWN = ["c", "/", "g c", "g p", "mod+k", "?"];
const key = (name: string, held: Partial<KeyboardEvent> = {}) =>
  keyOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

afterEach(() => switchSingleKeys(true));

test("one key that is known is meant at once", () => {
  expect(follow("", "c", KNOWN)).toEqual({ hit: "c", typed: "" });
});

test("the first key of a sequence waits for the second", () => {
  expect(follow("", "g", KNOWN)).toEqual({ hit: "", typed: "g" });
  expect(follow("g", "c", KNOWN)).toEqual({ hit: "g c", typed: "" });
});

test("a key that does not continue the sequence counts for itself", () => {
  expect(follow("g", "/", KNOWN)).toEqual({ hit: "/", typed: "" });
  expect(follow("g", "g", KNOWN)).toEqual({ hit: "", typed: "g" });
  expect(follow("g", "x", KNOWN)).toEqual({ hit: "", typed: "" });
});

test("Ctrl and ⌘ are the same key, Shift is part of the character", () => {
  expect(key("k", { ctrlKey: true })).toBe("mod+k");
  expect(key("K", { metaKey: true, shiftKey: true })).toBe("mod+shift+k");
  expect(key("?", { shiftKey: true })).toBe("?");
  expect(key("Enter", { shiftKey: true })).toBe("shift+enter");
});

test("modifiers alone and Alt combinations, which type characters in other layouts, mean nothing", () => {
  expect(key("Control", { ctrlKey: true })).toBe("");
  expect(key("å", { altKey: true })).toBe("");
});

interface PageProps {
  keys: string;
  onRun: () => void;
  children?: React.ReactNode;
}

function Page({ keys, onRun, children }: PageProps) {
  useShortcut(keys, "Do it", onRun);
  return <div>{children}</div>;
}

test("a sequence runs the page's action", () => {
  const run = vi.fn();
  render(<Page keys="g x" onRun={run} />);

  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "x" });

  expect(run).toHaveBeenCalledOnce();
});

test("letters typed into a field stay there, Ctrl-K does not", () => {
  const [letter, command] = [vi.fn(), vi.fn()];
  const { getByRole } = render(
    <>
      <Page keys="c" onRun={letter} />
      <Page keys="mod+k" onRun={command}>
        <input />
      </Page>
    </>,
  );

  fireEvent.keyDown(getByRole("textbox"), { key: "c" });
  fireEvent.keyDown(getByRole("textbox"), { key: "k", ctrlKey: true });

  expect(letter).not.toHaveBeenCalled();
  expect(command).toHaveBeenCalledOnce();
});

test("nothing behind an open dialog hears the keys", () => {
  const run = vi.fn();
  render(
    <Page keys="c" onRun={run}>
      <div role="dialog" aria-modal="true" />
    </Page>,
  );

  fireEvent.keyDown(document.body, { key: "c" });

  expect(run).not.toHaveBeenCalled();
});

test("the page that came last answers, and the one below it again when it is gone", () => {
  const [below, above] = [vi.fn(), vi.fn()];
  render(<Page keys="c" onRun={below} />);
  const { unmount } = render(<Page keys="c" onRun={above} />);

  fireEvent.keyDown(document.body, { key: "c" });
  unmount();
  fireEvent.keyDown(document.body, { key: "c" });

  expect(above).toHaveBeenCalledOnce();
  expect(below).toHaveBeenCalledOnce();
});

test("single letters can be switched off; combinations stay", () => {
  switchSingleKeys(false);
  const [letter, command] = [vi.fn(), vi.fn()];
  render(
    <>
      <Page keys="c" onRun={letter} />
      <Page keys="mod+j" onRun={command} />
    </>,
  );

  fireEvent.keyDown(document.body, { key: "c" });
  fireEvent.keyDown(document.body, { key: "j", ctrlKey: true });

  expect(letter).not.toHaveBeenCalled();
  expect(command).toHaveBeenCalledOnce();
});
