import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";

import { moved, placeAt, useReorder } from "./reorder";

function List() {
  const [items, setItems] = useState(["one", "two", "three"]);
  const { list, grip, said } = useReorder<HTMLUListElement>({
    count: items.length,
    onMove: (from, to) => setItems((now) => moved(now, from, to)),
  });
  return (
    <>
      <ul ref={list}>
        {items.map((item, place) => (
          <li key={item}>
            <button {...grip(place, item)} />
            {item}
          </li>
        ))}
      </ul>
      <p role="status">{said}</p>
    </>
  );
}

const order = () => screen.getAllByRole("listitem").map((item) => item.textContent);

it("moves what has the focus, which stays with it, and says where it is", async () => {
  render(<List />);

  await userEvent.tab();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");

  expect(order()).toEqual(["two", "three", "one"]);
  expect(screen.getByRole("button", { name: /Move one/ })).toHaveFocus();
  expect(screen.getByRole("status")).toHaveTextContent("one: place 3 of 3");
  await userEvent.keyboard("{Home}");
  expect(order()).toEqual(["one", "two", "three"]);
});

it("knows the place at which something is held", () => {
  const middles = [10, 30, 50];
  expect([5, 29, 31, 51].map((y) => placeAt(y, middles, 0))).toEqual([0, 0, 1, 2]);
  expect([5, 29, 31, 51].map((y) => placeAt(y, middles, 2))).toEqual([0, 1, 2, 2]);
});
