import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { blank, definitionOf, measure, type Draft } from "./draft";
import { previewQuery } from "./queries";
import { usePreview } from "./usePreview";

afterEach(() => vi.useRealTimers());

test("a figure whose field is chosen after a while is asked for with it, never without", () => {
  vi.useFakeTimers();
  const cache = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  const begun: Draft = { ...blank("policies"), measures: [measure("count"), measure("sum")] };
  const chosen: Draft = { ...begun, measures: [measure("count"), measure("sum", "annual_premium_cents")] };
  const { rerender } = renderHook(({ draft }) => usePreview(draft), { wrapper, initialProps: { draft: begun } });
  const isAsked = (draft: Draft) =>
    cache.getQueryState(previewQuery("policies", definitionOf(draft)).queryKey)?.fetchStatus === "fetching";

  act(() => vi.advanceTimersByTime(1_000));
  rerender({ draft: chosen });
  expect(isAsked(begun)).toBe(false);

  act(() => vi.advanceTimersByTime(1_000));
  expect(isAsked(begun)).toBe(false);
  expect(isAsked(chosen)).toBe(true);
});
