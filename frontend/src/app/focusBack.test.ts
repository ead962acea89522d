import { afterEach, beforeEach, expect, it } from "vitest";

import { giveFocusBack } from "./focusBack";

let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `<button id="opener">Open</button><ul role="menu"><li id="item" tabindex="-1">Change</li></ul>`;
  stop = giveFocusBack();
});
afterEach(() => {
  stop();
  document.body.innerHTML = "";
});

const by = (id: string) => document.getElementById(id) as HTMLElement;

/** A dialog with one button in it, which has the focus. */
function dialog(name: string): HTMLElement {
  const box = document.createElement("div");
  box.setAttribute("role", "dialog");
  box.innerHTML = `<button id="${name}">Save</button>`;
  document.body.append(box);
  by(name).focus();
  return box;
}

/** Observers are told before the next task. */
const observed = () => new Promise((resolve) => setTimeout(resolve));

it("goes back to the button that opened the dialog", async () => {
  by("opener").focus();
  dialog("first").remove();
  await observed();
  expect(by("opener")).toHaveFocus();
});

it("goes back dialog by dialog", async () => {
  by("opener").focus();
  const outer = dialog("outer");
  dialog("inner").remove();
  await observed();
  expect(by("outer")).toHaveFocus();
  outer.remove();
  await observed();
  expect(by("opener")).toHaveFocus();
});

it("passes over the menu that the dialog was opened from", async () => {
  by("opener").focus();
  by("item").focus();
  dialog("first").remove();
  await observed();
  expect(by("opener")).toHaveFocus();
});

it("stays where somebody put it in the meantime", async () => {
  by("opener").focus();
  const box = dialog("first");
  box.remove();
  by("item").focus();
  await observed();
  expect(by("item")).toHaveFocus();
});
