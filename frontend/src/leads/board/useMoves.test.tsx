import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";

import type { Card } from "./queries";
import { useMoves } from "./useMoves";

const ann = { id: 5, status: "assigned", name: "Ann Lee", email: null, phone: null, value_cents: null } as Card;

interface Asked {
  answer: () => void;
  refuse: (error: unknown) => void;
}
const asked: Asked[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.spyOn(api, "POST").mockImplementation(
    () => new Promise((answer, refuse) => asked.push({ answer: () => answer({} as never), refuse })),
  );
});
afterEach(() => vi.restoreAllMocks());

function started() {
  const cache = new QueryClient();
  const ways = { openConvert: vi.fn(), openLost: vi.fn(), openMend: vi.fn() };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  return { ...renderHook(() => useMoves(ways), { wrapper }), ...ways };
}

const refusal = (pointer: string, detail: string) =>
  new ProblemError({
    type: "about:blank",
    title: "Invalid",
    status: 422,
    code: "invalid",
    detail: "The request cannot be understood as it is.",
    request_id: "r",
    errors: [{ pointer, detail, code: "invalid" }],
  });

it("shows a card in its new stage before the API answers, and forgets the move afterwards", async () => {
  const { result } = started();

  act(() => result.current.move(ann, "contacted"));
  expect(result.current.moves).toMatchObject([{ card: ann, from: "new", to: "contacted" }]);
  act(() => asked[0]?.answer());

  await waitFor(() => expect(result.current.moves).toEqual([]));
});

it("takes the card back when the API refuses, and asks for what is missing", async () => {
  const { result, openMend } = started();

  act(() => result.current.move(ann, "qualified"));
  act(() => asked[0]?.refuse(refusal("/owner_id", "Nobody works on this lead yet.")));

  await waitFor(() => expect(result.current.moves).toEqual([]));
  expect(openMend).toHaveBeenCalledWith(5, "qualified", expect.any(ProblemError));
});

it("asks for nothing where no way leads", async () => {
  const { result, openMend } = started();

  act(() => result.current.move(ann, "quoted"));
  act(() => asked[0]?.refuse(refusal("/status", "A lead does not go from won to quoted.")));

  await waitFor(() => expect(result.current.moves).toEqual([]));
  expect(openMend).not.toHaveBeenCalled();
});

it("moves a card once, however often it is dropped", () => {
  const { result } = started();

  act(() => {
    result.current.move(ann, "contacted");
    result.current.move(ann, "contacted");
  });
  expect(asked).toHaveLength(1);

  expect(result.current.moves).toHaveLength(1);
});

it("asks how a lead was won, and why it is lost, before anything is moved", () => {
  const { result, openConvert, openLost } = started();

  act(() => result.current.move(ann, "won"));
  act(() => result.current.move(ann, "lost"));

  expect(openConvert).toHaveBeenCalledWith(5);
  expect(openLost).toHaveBeenCalledWith(5);
  expect(result.current.moves).toEqual([]);
});

it("leaves a card alone that is dropped where it was", () => {
  const { result } = started();

  act(() => result.current.move(ann, "new"));

  expect(result.current.moves).toEqual([]);
  expect(asked).toEqual([]);
});
