import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";

import type { Field } from "../inputs/kinds";
import { CriteriaBuilder } from "./CriteriaBuilder";
import type { Criteria } from "./tree";

const field = (name: string, label: string, kind: Field["kind"], given: Partial<Field> = {}): Field => ({
  name,
  label,
  kind,
  required: false,
  readonly: false,
  nullable: true,
  sortable: true,
  choices: [],
  max_length: 255,
  references: null,
  operators: ["eq", "ne", "in", "not_in", "is_null", ...(kind === "text" ? ["contains"] : ["gt", "gte", "lt", "lte"])],
  derived: false,
  indexed: false,
  ...given,
});

const FIELDS = [
  field("name", "Name", "text"),
  field("status", "Status", "text", { choices: ["active", "expired"] }),
  field("premium", "Premium", "text"),
  field("premium_cents", "Premium in cents", "integer"),
];

function Page({ start = null }: { start?: Criteria | null }) {
  const [value, setValue] = useState<Criteria | null>(start);
  return (
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <CriteriaBuilder fields={FIELDS} value={value} onChange={setValue} />
        <output aria-label="criteria">{JSON.stringify(value)}</output>
        <button onClick={() => setValue({ name: "Ada" })}>Another view</button>
      </MantineProvider>
    </QueryClientProvider>
  );
}

const sent = () => JSON.parse(screen.getByLabelText("criteria").textContent ?? "") as unknown;

async function choose(name: string, text: string, place = 0) {
  const input = screen.getAllByRole("combobox", { name })[place];
  if (!input) throw new Error(`no ${name}`);
  await userEvent.click(input);
  await userEvent.click(await screen.findByRole("option", { name: text }));
}

describe("the criteria builder", { timeout: 30_000 }, () => {
  it("is filled in from the keyboard and sends a condition when it is finished", async () => {
    render(<Page />);

    await userEvent.tab();
    await userEvent.tab();
    expect(screen.getByRole("button", { name: "Add condition" })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(screen.getByRole("combobox", { name: "Field" })).toHaveFocus();
    await userEvent.keyboard("prem{Enter}");
    expect(sent()).toBeNull();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard("1.2k");

    expect(sent()).toEqual({ premium_cents: { gte: 120_000 } });
  });

  it("keeps what is not finished while the rest is sent", async () => {
    render(<Page start={{ name: { contains: "a" } }} />);

    await userEvent.click(screen.getByRole("button", { name: "Add condition" }));
    await choose("Field", "Status", 1);

    expect(sent()).toEqual({ name: { contains: "a" } });
    expect(screen.getByText(/not finished are left out/)).toBeVisible();
    await choose("Value of Status", "Active");
    expect(sent()).toEqual({ name: { contains: "a" }, status: "active" });
    expect(screen.queryByText(/not finished/)).toBeNull();
  });

  it("nests groups and says how many of their conditions must hold", async () => {
    render(<Page start={{ status: "active" }} />);

    await userEvent.click(screen.getByRole("button", { name: "Add group" }));
    const inner = screen.getByRole("radiogroup", { name: "How many conditions of this group must hold" });
    await userEvent.click(within(inner).getByText("None of"));
    await userEvent.click(screen.getAllByRole("button", { name: "Add condition" })[0] as HTMLElement);
    await choose("Field", "Name", 1);
    await userEvent.type(screen.getByRole("textbox", { name: "Value of Name" }), "Bo");

    expect(sent()).toEqual({ status: "active", not: { name: { contains: "Bo" } } });
  });

  it("takes conditions away, the last one too, and leaves the keyboard in the builder", async () => {
    render(<Page start={{ status: "active" }} />);

    await userEvent.click(screen.getByRole("button", { name: "Remove the condition on Status" }));

    expect(sent()).toBeNull();
    expect(screen.getByText("No conditions yet: every record is meant.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Add condition" })).toHaveFocus();
  });

  it("shows a clause it has no controls for, and gives it back untouched", async () => {
    render(<Page start={{ status: "active", shoe: { gt: 42 } }} />);

    expect(screen.getByText('{"shoe":{"gt":42}}')).toBeVisible();
    await choose("Value of Status", "Expired");

    expect(sent()).toEqual({ status: "expired", shoe: { gt: 42 } });
  });

  it("begins anew when other criteria come from outside", async () => {
    render(<Page start={{ status: "active" }} />);

    await userEvent.click(screen.getByRole("button", { name: "Another view" }));

    expect(screen.getByRole("textbox", { name: "Value of Name" })).toHaveValue("Ada");
    expect(sent()).toEqual({ name: "Ada" });
  });
});
