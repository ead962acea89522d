import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { paced, useLive } from "./live";

const KEY = ["counting"];
let asked: ((figure: number) => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
});
afterEach(() => vi.useRealTimers());

function Counted() {
  const figures = useQuery({
    queryKey: KEY,
    queryFn: () => paced(KEY, () => new Promise<number>((answer) => asked.push(answer))),
  });
  useLive(KEY, ["policies"]);
  return <p>{figures.data ?? "counting"}</p>;
}

function drawn(tiles = 1) {
  const cache = new QueryClient();
  render(
    <QueryClientProvider client={cache}>
      {Array.from({ length: tiles }, (_, place) => (
        <Counted key={place} />
      ))}
    </QueryClientProvider>,
  );
  const change = () => {
    const reads = ({ meta }: { meta?: Record<string, unknown> }) =>
      (meta?.["nouns"] as string[] | undefined)?.includes("policies") ?? false;
    return cache.invalidateQueries({ predicate: reads });
  };
  return { change };
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const answer = (figure: number) =>
  act(async () => {
    asked.at(-1)?.(figure);
    await vi.advanceTimersByTimeAsync(0);
  });

test("a change is counted after a rest of ten times as long as the count took", async () => {
  const { change } = drawn();
  await pass(300);
  await answer(1);
  expect(screen.getByText("1")).toBeVisible();

  await act(change);
  await pass(2_900);
  expect(asked).toHaveLength(1);
  await pass(200);
  expect(asked).toHaveLength(2);
  await answer(2);

  expect(screen.getByText("2")).toBeVisible();
});

test("changes that never end do not keep it from being counted", async () => {
  const { change } = drawn();
  await pass(100);
  await answer(1);

  for (let second = 0; second < 10; second++) {
    await act(change);
    await pass(400);
    if (asked.length === 2) break;
  }
  // While it is counted, changes go on; the count is not cut short.
  await act(change);
  await pass(400);
  expect(asked).toHaveLength(2);
  await answer(2);
  expect(screen.getByText("2")).toBeVisible();

  // What changed meanwhile is counted, too.
  await pass(60_000);
  expect(asked).toHaveLength(3);
});

test("nothing is counted again without a change, and several tiles count once", async () => {
  const { change } = drawn(3);
  await pass(100);
  await answer(1);
  await pass(30_000);
  expect(asked).toHaveLength(1);

  await act(change);
  await pass(4_000);
  await answer(2);
  await pass(30_000);

  expect(asked).toHaveLength(2);
  expect(screen.getAllByText("2")).toHaveLength(3);
});

test("what nobody looks at is counted when somebody does", async () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const { change } = drawn();
  await pass(100);
  await answer(1);
  await act(change);
  await pass(60_000);
  expect(asked).toHaveLength(1);

  hidden.mockReturnValue(false);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  await pass(0);

  expect(asked).toHaveLength(2);
});
