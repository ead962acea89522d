import { expect, it } from "vitest";

import { changeLayout, readLayout, WIDEST, type Layout } from "./layout";

const LAYOUT: Layout = [{ name: "name", pinned: true }, { name: "status" }, { name: "phone" }, { name: "city" }];
const names = (layout: Layout) => layout.map(({ name }) => name).join(" ");

it("shows a column at the end, once", () => {
  const shown = changeLayout(LAYOUT, { do: "show", name: "email" });

  expect(names(shown)).toBe("name status phone city email");
  expect(changeLayout(shown, { do: "show", name: "email" })).toBe(shown);
});

it("hides columns but never the last one", () => {
  expect(names(changeLayout(LAYOUT, { do: "hide", name: "status" }))).toBe("name phone city");
  expect(changeLayout([{ name: "name" }], { do: "hide", name: "name" })).toEqual([{ name: "name" }]);
});

it("moves a column to where it is dropped", () => {
  expect(names(changeLayout(LAYOUT, { do: "move", name: "city", to: 1 }))).toBe("name city status phone");
  expect(names(changeLayout(LAYOUT, { do: "move", name: "status", to: 99 }))).toBe("name phone city status");
});

it("pins a column that is dropped among the pinned ones, and lets one go that is dropped behind them", () => {
  expect(changeLayout(LAYOUT, { do: "move", name: "phone", to: 0 })[0]).toEqual({ name: "phone", pinned: true });
  expect(changeLayout(LAYOUT, { do: "move", name: "name", to: 2 })[2]).toEqual({ name: "name", pinned: undefined });
});

it("keeps pinned columns at the left", () => {
  expect(names(changeLayout(LAYOUT, { do: "pin", name: "city", pinned: true }))).toBe("name city status phone");
  expect(names(changeLayout(LAYOUT, { do: "pin", name: "name", pinned: false }))).toBe("name status phone city");
});

it("keeps widths between too narrow to grab and wider than a screen", () => {
  const width = (asked: number) => changeLayout(LAYOUT, { do: "resize", name: "city", width: asked })[3]?.width;

  expect(width(123.4)).toBe(123);
  expect(width(3)).toBe(64);
  expect(width(9999)).toBe(WIDEST);
});

it("reads what was remembered, without columns that are gone, and falls back when nothing is left", () => {
  const known = ["name", "status"];

  expect(readLayout([{ name: "gone" }, { name: "status", width: 90 }, { name: "status" }], known, LAYOUT)).toEqual([
    { name: "status", width: 90 },
  ]);
  expect(readLayout([{ name: "gone" }], known, LAYOUT)).toBe(LAYOUT);
  expect(readLayout("what is this", known, LAYOUT)).toBe(LAYOUT);
});
