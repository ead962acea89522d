import { expect, test } from "vitest";

import type { Definition } from "./queries";
import { brief, fits, kindOf, subjects } from "./subjects";

const report = (key: string, noun: string): Definition => ({ key, noun, title: key, about: "", takes: [] });

test("reports stand under their subjects, also one that nobody told the page about", () => {
  const found = subjects([report("claims", "claims"), report("sales", "policies"), report("brand-new", "leads")]);

  expect(found.map(({ title, reports }) => [title, reports.map(({ key }) => key)])).toEqual([
    ["Sales", ["sales"]],
    ["Claims", ["claims"]],
    ["Leads", ["brand-new"]],
  ]);
  expect(kindOf({ key: "brand-new" })).toBe("columns");
});

test("every word that is looked for is somewhere in it", () => {
  expect(fits("line SAL", ["Sales by line", null])).toBe(true);
  expect(fits("sales agent", ["Sales by line", "Policies"])).toBe(false);
  expect(fits("", ["Sales"])).toBe(true);
});

test("a card says the first sentence", () => {
  expect(brief("Claims filed in the period: how many, for how much.")).toBe("Claims filed in the period.");
  expect(brief("Of the policies, those kept. New business does not count.")).toBe("Of the policies, those kept.");
  expect(brief("Policies over 1.5 million")).toBe("Policies over 1.5 million");
});
