import { expect, test } from "vitest";

import { readOrders, reportSearch, writeOrders } from "./address";

test("an address keeps what it asks for, and nothing else", () => {
  expect(
    reportSearch({
      period: "Q1 2024",
      compare: "before",
      owner: "7",
      team: "x",
      line: "",
      filter: '{"a":1}',
      other: 1,
    }),
  ).toEqual({ period: "Q1 2024", compare: "before", owner: 7, filter: '{"a":1}' });
  expect(reportSearch({ compare: "later", period: 2024 })).toEqual({ period: "2024" });
});

test("the order of each table survives the address", () => {
  const orders = new Map([
    ["by_line", "-premium"],
    ["by_agent", ""],
    ["by_carrier", "label"],
  ]);

  expect(writeOrders(orders)).toBe("by_line:-premium,by_carrier:label");
  expect([...readOrders("by_line:-premium,by_carrier:label")]).toEqual([
    ["by_line", "-premium"],
    ["by_carrier", "label"],
  ]);
  expect(writeOrders(new Map())).toBeUndefined();
  expect(readOrders(undefined).size).toBe(0);
});
