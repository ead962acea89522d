import { MantineProvider } from "@mantine/core";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, it, vi } from "vitest";

import { Grid } from "./Grid";
import type { GridColumn, Leave } from "./types";

interface Pet {
  id: number;
  name: string;
  kind: string;
}

const PETS: Pet[] = Array.from({ length: 30 }, (_, index) => ({
  id: index + 1,
  name: `Pet ${index + 1}`,
  kind: "cat",
}));
const COLUMNS: GridColumn<Pet>[] = [
  { name: "name", label: "Name", width: 120, sortable: true, cell: (pet) => pet.name },
  { name: "kind", label: "Kind", width: 80, cell: (pet) => pet.kind },
];

// jsdom lays nothing out; the virtual rows need a height to fill.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(600);
  HTMLElement.prototype.scrollTo = () => {};
});

function show(over: Partial<Parameters<typeof Grid<Pet>>[0]> = {}) {
  const heard = {
    onOpen: vi.fn(),
    onSort: vi.fn(),
    onLayout: vi.fn(),
    onRow: vi.fn(),
    onAll: vi.fn(),
    onSave: vi.fn(),
  };
  const editor = (pet: Pet, column: string, leave: (to: Leave) => void) => (
    <input
      autoFocus
      aria-label={column}
      defaultValue={pet.name}
      onKeyDown={(event) => {
        if (event.key === "Enter") heard.onSave(event.currentTarget.value);
        if (event.key === "Enter") leave("down");
        if (event.key === "Escape") leave("stay");
      }}
    />
  );
  render(
    <MantineProvider>
      <Grid
        label="Pets"
        rows={PETS}
        columns={COLUMNS}
        layout={[{ name: "name", pinned: true }, { name: "kind" }]}
        onLayout={heard.onLayout}
        sort={[{ name: "name", descending: true }]}
        onSort={heard.onSort}
        total={4000}
        selection={{ has: (id) => id === 2, all: "some", onRow: heard.onRow, onAll: heard.onAll }}
        editing={{ can: (_pet, column) => column === "kind", editor }}
        onOpen={heard.onOpen}
        onVisible={() => {}}
        hasMore={false}
        dimmed={false}
        drawn={null}
        {...over}
      />
    </MantineProvider>,
  );
  return heard;
}

const cellNow = () => document.activeElement?.getAttribute("data-cell");
const goesTo = (cell: string) => waitFor(() => expect(cellNow()).toBe(cell));

it("tells how many rows there are, what is picked and how they are sorted", () => {
  show();

  expect(screen.getByRole("grid", { name: "Pets" })).toHaveAttribute("aria-rowcount", "4001");
  expect(screen.getByRole("columnheader", { name: /Name/ })).toHaveAttribute("aria-sort", "descending");
  expect(screen.getByRole("row", { name: /Pet 2 / })).toHaveAttribute("aria-selected", "true");
});

it("draws only what is on screen, and one cell is reached by Tab", async () => {
  show();

  expect(screen.getAllByRole("row").length).toBeLessThan(30);
  expect(document.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
  await userEvent.tab();
  expect(cellNow()).toBe("0:0");
});

it("moves by arrows from cell to cell and up into the head", async () => {
  show();
  await userEvent.tab();

  await userEvent.keyboard("{ArrowRight}");
  await goesTo("0:1");
  await userEvent.keyboard("{ArrowDown}");
  await goesTo("1:1");
  await userEvent.keyboard("{ArrowUp}");
  await goesTo("0:1");
  await userEvent.keyboard("{ArrowUp}");
  await goesTo("-1:1");
});

it("opens the record with Enter on its title and picks it with Space", async () => {
  const heard = show();
  await userEvent.tab();
  await userEvent.keyboard(" {ArrowRight}");
  await goesTo("0:1");
  await userEvent.keyboard("{Enter}");

  expect(heard.onRow).toHaveBeenCalledExactlyOnceWith(1, 0, false);
  expect(heard.onOpen).toHaveBeenCalledExactlyOnceWith(PETS[0]);
});

it("edits with F2, saves with Enter and goes on below", async () => {
  const heard = show();
  act(() => document.querySelector<HTMLElement>('[data-cell="3:2"]')?.focus());

  await userEvent.keyboard("{F2}");
  await userEvent.clear(screen.getByRole("textbox", { name: "kind" }));
  await userEvent.keyboard("dog{Enter}");

  expect(heard.onSave).toHaveBeenCalledWith("dog");
  await goesTo("4:2");
});

it("gives up editing with Escape", async () => {
  const heard = show();
  await userEvent.dblClick(screen.getAllByText("cat")[0] as HTMLElement);
  await userEvent.keyboard("dog{Escape}");

  expect(screen.queryByRole("textbox")).toBeNull();
  expect(heard.onSave).not.toHaveBeenCalled();
});

it("picks a range by Shift and click", async () => {
  const heard = show();
  const user = userEvent.setup();
  await user.keyboard("{Shift>}");
  await user.click(screen.getByRole("checkbox", { name: "Select row 5" }));

  expect(heard.onRow).toHaveBeenCalledExactlyOnceWith(5, 4, true);
});

it("sorts, moves and widens a column by key", async () => {
  const heard = show();
  act(() => document.querySelector<HTMLElement>('[data-cell="-1:1"]')?.focus());

  await userEvent.keyboard("{Shift>}{Enter}{/Shift}{Alt>}{ArrowRight}{Shift>}{ArrowRight}{/Shift}{/Alt}");

  expect(heard.onSort).toHaveBeenCalledExactlyOnceWith("name", true);
  expect(heard.onLayout.mock.calls).toEqual([
    [{ do: "move", name: "name", to: 1 }],
    [{ do: "resize", name: "name", width: 624 }],
  ]);
});
