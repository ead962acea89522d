import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";

import { DateInput } from "./DateInput";
import { parseDay, startOfDay, dayOfInstant, typedDay } from "./day";
import { choiceLabel, inputKind, type Field } from "./kinds";
import { dollars, parseMoney, writeMoney } from "./money";
import { CentsInput, MoneyInput } from "./MoneyInput";
import { phoneText, phoneValue } from "./phone";

describe("money as people write it", () => {
  it.each([
    ["$1,200/yr", 120_000, "USD", "year"],
    ["$100/mo", 10_000, "USD", "month"],
    ["1200", 120_000, "USD", null],
    ["-$50", -5_000, "USD", null],
    ["(50)", -5_000, "USD", null],
    ["$1.2k", 120_000, "USD", null],
    ["2m", 200_000_000, "USD", null],
    ["€900/yr", 90_000, "EUR", "year"],
    ["900 eur a month", 90_000, "EUR", "month"],
    ["$5 CAD", 500, "CAD", null],
    ["$1,200.005", 120_000, "USD", null],
    ["$1,200.015", 120_002, "USD", null],
    ["600 semi-annual", 60_000, "USD", "half_year"],
    ["$600/6mo", 60_000, "USD", "half_year"],
    [".5", 50, "USD", null],
  ])("%s", (written, cents, currency, period) => {
    expect(parseMoney(written)).toEqual({ cents, currency, period });
  });

  it.each(["", "abc", "$", "1,20", "12.3.4", "$5/fortnight", "€5 USD", "1200 apples", "99999999999.99"])(
    "%s is no amount, never zero",
    (written) => {
      expect(parseMoney(written)).toBeNull();
    },
  );

  it("is written back so that it means the same", () => {
    for (const written of ["$1,200/yr", "-$50.25", "EUR 900/mo", "$0", "$1,234,567.05/6mo", "CAD 5/term"]) {
      const amount = parseMoney(written);
      expect(amount && writeMoney(amount)).toBe(written);
    }
    expect(dollars(120_050)).toBe("$1,200.50");
  });
});

describe("dates as people type them", () => {
  const now = new Date(2026, 10, 22);

  it.each([
    ["3/14/2026", "2026-03-14"],
    ["03-14-26", "2026-03-14"],
    ["3.14.1931", "1931-03-14"],
    ["3/14/85", "1985-03-14"],
    ["3/14", "2026-03-14"],
    ["2026-3-4", "2026-03-04"],
    ["Mar 14 2026", "2026-03-14"],
    ["March 14th, 2026", "2026-03-14"],
    ["14 mar 2026", "2026-03-14"],
    ["14-Mar-26", "2026-03-14"],
    ["03142026", "2026-03-14"],
    ["today", "2026-11-22"],
    ["Tomorrow", "2026-11-23"],
    ["+30", "2026-12-22"],
    ["-2w", "2026-11-08"],
    ["2/29/2028", "2028-02-29"],
  ])("%s", (typed, day) => {
    expect(parseDay(typed, now)).toBe(day);
  });

  it.each(["", "2/30/2026", "2/29/2026", "13/1/2026", "soon", "3/14/202", "Foo 3 2026", "2026-00-10"])(
    "%s is no date",
    (typed) => {
      expect(parseDay(typed, now)).toBeNull();
    },
  );

  it("survives the way into the input and back, and the reader's midnight", () => {
    for (const day of ["2026-01-01", "1999-12-31", "2028-02-29"]) {
      expect(parseDay(typedDay(day), now)).toBe(day);
      expect(dayOfInstant(startOfDay(day))).toBe(day);
    }
  });
});

it("telephone numbers are stored in one form and shown in another", () => {
  expect(phoneValue("312.555.0142")).toBe("+13125550142");
  expect(phoneText("+13125550142")).toBe("(312) 555-0142");
  expect(phoneValue(" +44 20 7946 0018")).toBe("+44 20 7946 0018");
  expect(phoneText("+442079460018")).toBe("+442079460018");
});

it("fields find their input", () => {
  const field = (given: Partial<Field>): Field => ({
    name: "x",
    label: "X",
    kind: "text",
    required: false,
    readonly: false,
    nullable: true,
    sortable: true,
    choices: [],
    max_length: 50,
    references: null,
    operators: [],
    derived: false,
    indexed: false,
    ...given,
  });

  expect(inputKind(field({ choices: ["a"] }))).toBe("choice");
  expect(inputKind(field({ kind: "integer", references: "users" }))).toBe("person");
  expect(inputKind(field({ kind: "integer", name: "premium_cents" }))).toBe("cents");
  expect(inputKind(field({ kind: "number", name: "coverage_amount" }))).toBe("dollars");
  expect(inputKind(field({ name: "premium" }))).toBe("money");
  expect(inputKind(field({ name: "description", max_length: 1000 }))).toBe("long-text");
});

function Controlled({ kind }: { kind: "money" | "cents" | "date" }) {
  const [value, setValue] = useState<string | number | null>(null);
  return (
    <MantineProvider env="test">
      {kind === "money" && <MoneyInput label="It" value={value as string | null} onChange={setValue} />}
      {kind === "cents" && <CentsInput label="It" value={value as number | null} onChange={setValue} />}
      {kind === "date" && <DateInput label="It" value={value as string | null} onChange={setValue} />}
      <output>{JSON.stringify(value)}</output>
    </MantineProvider>
  );
}

describe("inputs", { timeout: 20_000 }, () => {
  it("put money into the agency's form when they are left", async () => {
    render(<Controlled kind="money" />);

    await userEvent.type(screen.getByLabelText("It"), "1.2k yearly");
    await userEvent.tab();

    expect(screen.getByLabelText("It")).toHaveValue("$1,200/yr");
    expect(screen.getByRole("status")).toHaveTextContent('"$1,200/yr"');
  });

  it("say what is wrong with money and keep what was typed", async () => {
    render(<Controlled kind="money" />);

    await userEvent.type(screen.getByLabelText("It"), "a lot");
    await userEvent.tab();

    expect(screen.getByLabelText("It")).toHaveValue("a lot");
    expect(screen.getByText(/Write an amount/)).toBeVisible();
  });

  it("take dollars and give cents, without disturbing the typing", async () => {
    render(<Controlled kind="cents" />);

    await userEvent.type(screen.getByLabelText("It"), "1,200.5");
    expect(screen.getByLabelText("It")).toHaveValue("1,200.5");
    expect(screen.getByRole("status")).toHaveTextContent("120050");
    await userEvent.tab();

    expect(screen.getByLabelText("It")).toHaveValue("$1,200.50");
  });

  it("take a date in words and show it as a date", async () => {
    render(<Controlled kind="date" />);

    await userEvent.type(screen.getByLabelText("It"), "Mar 14 2026");
    await userEvent.tab();

    expect(screen.getByLabelText("It")).toHaveValue("3/14/2026");
    expect(screen.getByRole("status")).toHaveTextContent('"2026-03-14"');
  });

  it("do not swallow what is no date", async () => {
    render(<Controlled kind="date" />);

    await userEvent.type(screen.getByLabelText("It"), "2/30/2026");
    await userEvent.tab();

    expect(screen.getByLabelText("It")).toHaveValue("2/30/2026");
    expect(screen.getByText(/Write a date/)).toBeVisible();
  });
});

it("stored words are said as people say them", () => {
  expect(["active", "under_review", "SMS", "email", "outbound"].map(choiceLabel)).toEqual([
    "Active",
    "Under review",
    "Text",
    "E-mail",
    "To them",
  ]);
});
