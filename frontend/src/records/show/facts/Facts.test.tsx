import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { meQuery, type Me } from "@/api/session";

import { fieldsQuery, keys } from "../../data";
import { RecordProvider } from "../context";
import { Facts } from "./Facts";
import type { NounLayout } from "./layout";

const field = (name: string, label: string) => ({
  name,
  label,
  kind: "text" as const,
  required: false,
  readonly: false,
  nullable: true,
  sortable: true,
  choices: [],
  max_length: 100,
  references: null,
  operators: [],
  derived: false,
});

const LAYOUT: NounLayout = { groups: [{ title: "Contact", rows: ["city", "source"] }] };
const customer = {
  id: 5,
  name: "Ann Reed",
  city: "Dayton",
  source: null,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

function open(etag = '"7"') {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  cache.setQueryData(meQuery.queryKey, {
    user: { id: 1 },
    role: "agent",
    permissions: { "customers:write": "own" },
  } as unknown as Me);
  cache.setQueryData(fieldsQuery("customers").queryKey, {
    fields: [field("city", "City"), field("source", "Source")],
  } as never);
  cache.setQueryData(["people"], { items: [] });
  const versioned = { record: customer, etag };
  cache.setQueryData(keys.record("customers", 5), versioned);
  render(
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <RecordProvider noun="customers" versioned={versioned as never}>
          <Facts layout={LAYOUT} />
        </RecordProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

vi.mock(import("@/api/client"), async (original) => {
  const real = await original();
  return { ...real, api: { ...real.api, GET: vi.fn(), PATCH: vi.fn() } as unknown as typeof real.api };
});

const patch = vi.mocked(api.PATCH as unknown as (path: string, init: unknown) => Promise<unknown>);
const get = vi.mocked(api.GET as unknown as (path: string, init: unknown) => Promise<unknown>);

const answer = (data: unknown, etag: string) => ({ data, response: new Response(null, { headers: { etag } }) });

const refusal = (status: number, errors: { pointer: string; detail: string }[] = []) =>
  new ProblemError({
    type: "about:blank",
    title: "No",
    status,
    code: "no",
    detail: "Not like this.",
    request_id: "1",
    errors: errors as never,
  });

const sent = (changes: unknown, etag: string) => [
  "/v1/customers/{id}",
  { params: { path: { id: 5 }, header: { "If-Match": etag } }, body: changes },
];

beforeEach(() => {
  patch.mockReset();
  get.mockReset();
});

test("Enter opens a field and Enter saves it against the version that was on screen", async () => {
  patch.mockResolvedValue(answer({ ...customer, city: "Akron" }, '"8"'));
  open();
  screen.getByRole("button", { name: /Change city/ }).focus();
  await userEvent.keyboard("{Enter}");
  const input = screen.getByRole("textbox", { name: "City" });
  expect(input).toHaveFocus();
  await userEvent.clear(input);
  await userEvent.type(input, "Akron{Enter}");
  await waitFor(() => expect(screen.queryByRole("textbox")).not.toBeInTheDocument());
  expect(patch.mock.calls).toEqual([sent({ city: "Akron" }, '"7"')]);
});

test("Escape leaves everything as it was and brings the focus back", async () => {
  open();
  await userEvent.click(screen.getByRole("button", { name: /Change city/ }));
  await userEvent.type(screen.getByRole("textbox", { name: "City" }), " Heights{Escape}");
  expect(patch).not.toHaveBeenCalled();
  expect(screen.getByText("Dayton")).toBeVisible();
  expect(screen.getByRole("button", { name: /Change city/ })).toHaveFocus();
});

test("nothing changed is nothing saved", async () => {
  open();
  await userEvent.click(screen.getByRole("button", { name: /Change city/ }));
  await userEvent.keyboard("{Enter}");
  expect(patch).not.toHaveBeenCalled();
  expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
});

test("what the API has against a value stands at the field, and what was typed stays", async () => {
  patch.mockRejectedValue(refusal(422, [{ pointer: "/city", detail: "No such city." }]));
  open();
  await userEvent.click(screen.getByRole("button", { name: /Change city/ }));
  const input = screen.getByRole("textbox", { name: "City" });
  await userEvent.clear(input);
  await userEvent.type(input, "Nowhere{Enter}");
  expect(await screen.findByText("No such city.")).toBeVisible();
  expect(input).toHaveValue("Nowhere");
});

test("when somebody else saved first, the choice of each field is saved against the newest version", async () => {
  patch.mockRejectedValueOnce(refusal(412)).mockResolvedValue(answer({ ...customer, city: "Akron" }, '"9"'));
  get.mockResolvedValue(answer({ ...customer, city: "Toledo" }, '"8"'));
  open();
  await userEvent.click(screen.getByRole("button", { name: /Change city/ }));
  const input = screen.getByRole("textbox", { name: "City" });
  await userEvent.clear(input);
  await userEvent.type(input, "Akron{Enter}");
  expect(await screen.findByText("Somebody else saved first")).toBeVisible();
  expect(screen.getByRole("radio", { name: "Yours: Akron" })).toBeChecked();
  expect(screen.getByRole("radio", { name: "Saved meanwhile: Toledo" })).toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "As it was before: Dayton" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Save this choice" }));
  await waitFor(() => expect(patch).toHaveBeenCalledTimes(2));
  expect(patch.mock.calls[1]).toEqual(sent({ city: "Akron" }, '"8"'));
});
