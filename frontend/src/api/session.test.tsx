import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test } from "vitest";

import { meQuery, useMay, type Me } from "./session";

function signedInWith(permissions: Me["permissions"]) {
  const cache = new QueryClient();
  cache.setQueryData(meQuery.queryKey, {
    user: null,
    role: "agent",
    permissions,
    csrf_token: null,
    via: "session",
  } as Me);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  return renderHook(() => useMay(), { wrapper }).result.current;
}

test("whoever reaches at least their own records may", () => {
  const may = signedInWith({ "customers:read": "all", "customers:write": "own" });
  expect(may("customers:read")).toBe(true);
  expect(may("customers:write")).toBe(true);
});

test("what is refused or not listed may not be done", () => {
  const may = signedInWith({ "customers:delete": "none" });
  expect(may("customers:delete")).toBe(false);
  expect(may("users:write")).toBe(false);
});
