import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { meQuery, type Me } from "@/api/session";

import { guarded } from "./guarded";

const Users = guarded("users:read", () => <h1>Users</h1>);

function open(permissions: Me["permissions"]) {
  const cache = new QueryClient();
  cache.setQueryData(meQuery.queryKey, { permissions } as Me);
  render(
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <Users />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test("whoever may sees the page", () => {
  open({ "users:read": "all" });
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Users");
});

test("whoever may not is told so", () => {
  open({});
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Not for your role");
});
