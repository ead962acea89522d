import { expect, test } from "vitest";

import { askedOf, sharedTables } from "./queries";
import type { Shows, Tile } from "./tiles";

const shows = (report: string, table: string | null, period: string | null = null): Shows => ({
  ...{ report, table, figure: null, picture: "number", period },
  ...{ compare: null, line: null, owner: null, team: null },
});
const tile = (id: string, shown: Shows | null): Tile => ({
  ...{ id, kind: shown ? "figure" : "lines", title: null, width: 3, height: 1 },
  shows: shown,
});

test("tiles that ask a report for the same ask together for the tables that they show", () => {
  const tiles = [
    tile("a", shows("sales", "by_line")),
    tile("b", shows("sales", "by_agent")),
    tile("c", shows("sales", "by_line", "Last Year")),
    tile("d", shows("book", "by_line")),
    tile("e", null),
  ];
  const tables = sharedTables(tiles, askedOf);

  expect(tables(shows("sales", "by_line"))).toEqual(["by_agent", "by_line"]);
  expect(tables(shows("sales", "by_line", "Last Year"))).toEqual(["by_line"]);
  expect(tables(shows("book", "by_line"))).toEqual(["by_line"]);
});

test("a tile that shows the first table asks for all of them", () => {
  const tiles = [tile("a", shows("sales", "by_line")), tile("b", shows("sales", null))];

  expect(sharedTables(tiles, askedOf)(shows("sales", "by_line"))).toBeNull();
  expect(sharedTables([], askedOf)(shows("sales", "by_line"))).toBeNull();
});
