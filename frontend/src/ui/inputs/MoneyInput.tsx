// Amounts of money: typed as people like, shown the same way everywhere.
import { TextInput } from "@mantine/core";
import { useState } from "react";

import { dollars, MONEY_HINT, parseMoney, writeMoney } from "./money";
import type { InputProps } from "./props";

const classNames = { input: "lg-number" };

/** An amount with its period as the agency writes it, such as `$1,200/yr`; put into that form when it is left. */
export function MoneyInput({ value, onChange, error, onBlur, onKeyDown, ...rest }: InputProps<string | null>) {
  const [left, setLeft] = useState(false);
  const amount = value ? parseMoney(value) : null;
  const wrong = left && value && !amount ? MONEY_HINT : null;

  function tidy() {
    if (amount) onChange(writeMoney(amount));
    setLeft(true);
  }
  return (
    <TextInput
      placeholder="$1,200/yr"
      {...rest}
      classNames={classNames}
      value={value ?? ""}
      error={error ?? wrong}
      onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
      onBlur={(event) => {
        tidy();
        onBlur?.(event);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") tidy();
        onKeyDown?.(event);
      }}
    />
  );
}

/** Integer cents, typed in dollars: `1,200`, `1.2k`, `$99.50`. */
export function CentsInput({ value, onChange, error, onBlur, ...rest }: InputProps<number | null>) {
  // While it is typed the text belongs to the person; cents that come from elsewhere replace it.
  const [typed, setTyped] = useState<{ text: string; cents: number | null } | null>(null);
  const [left, setLeft] = useState(false);
  const text = typed && typed.cents === value ? typed.text : value === null ? "" : dollars(value);
  const wrong = left && text !== "" && centsOf(text) === null ? "Write an amount like $1,200 or 1.2k." : null;

  return (
    <TextInput
      placeholder="$1,200"
      inputMode="decimal"
      {...rest}
      classNames={classNames}
      value={text}
      error={error ?? wrong}
      onChange={({ currentTarget }) => {
        const cents = centsOf(currentTarget.value);
        setTyped({ text: currentTarget.value, cents });
        setLeft(false);
        onChange(cents);
      }}
      onBlur={(event) => {
        if (value !== null) setTyped(null);
        setLeft(true);
        onBlur?.(event);
      }}
    />
  );
}

/** Dollars without currency or period; null for anything else. */
export function centsOf(text: string): number | null {
  const amount = text.trim() === "" ? null : parseMoney(text);
  return amount && amount.currency === "USD" && amount.period === null ? amount.cents : null;
}
