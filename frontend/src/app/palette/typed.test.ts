import { fireEvent } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { keepTyped, takeTyped } from "./typed";

test("letters typed before the field is there are kept, and do nothing else", () => {
  const shortcut = vi.fn();
  window.addEventListener("keydown", shortcut);

  keepTyped();
  for (const key of ["c", "a", "x", "Backspace", "t", "Shift"]) fireEvent.keyDown(document.body, { key });

  expect(takeTyped()).toBe("cat");
  expect(shortcut).toHaveBeenCalledTimes(1); // Shift alone is no letter
  window.removeEventListener("keydown", shortcut);
});

test("afterwards letters go where they always go", () => {
  keepTyped();
  takeTyped();

  fireEvent.keyDown(document.body, { key: "c" });

  expect(takeTyped()).toBe("");
});

test("Ctrl combinations are left to the page", () => {
  keepTyped();
  fireEvent.keyDown(document.body, { key: "v", ctrlKey: true });
  expect(takeTyped()).toBe("");
});
