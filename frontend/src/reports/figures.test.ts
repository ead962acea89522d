import { expect, test } from "vitest";

import { figureText, tablesOf } from "./figures";

test("single figures become one table, cents become money", () => {
  expect(tablesOf({ policies: 22, annual_premium_cents: 6702688 })).toEqual([
    {
      title: "Figures",
      head: ["Figure", "Value"],
      rows: [
        ["Policies", "22"],
        ["Annual premium", "$67,026.88"],
      ],
    },
  ]);
});

test("a list of records becomes a table with all their fields", () => {
  expect(
    tablesOf({
      agents: [
        { name: "Ann", won: 3 },
        { name: "Bob", lost: 1 },
      ],
    }),
  ).toEqual([
    {
      title: "Agents",
      head: ["Name", "Won", "Lost"],
      rows: [
        ["Ann", "3", "–"],
        ["Bob", "–", "1"],
      ],
    },
  ]);
});

test("groups inside come after, and nothing makes no table", () => {
  expect(tablesOf({ total: 1, by_line: { auto: 2 } }).map(({ title }) => title)).toEqual(["Figures", "By line"]);
  expect(tablesOf(null)).toEqual([]);
  expect(tablesOf({})).toEqual([]);
});

test("basis points are per cent", () => {
  expect(figureText("retention_bp", 8850)).toBe("88.5%");
});
