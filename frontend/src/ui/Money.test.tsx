import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { Money, moneyText } from "./Money";

test.each([
  [0, "$0.00"],
  [5, "$0.05"],
  [123_456_789, "$1,234,567.89"],
  [-250_000, "-$2,500.00"],
])("%d cents are %s", (cents, text) => {
  expect(moneyText(cents)).toBe(text);
});

test("figures in tables drop the cents, headlines say millions", () => {
  expect(moneyText(123_456_789, "rounded")).toBe("$1,234,568");
  expect(moneyText(123_456_789, "compact")).toBe("$1.2M");
});

test("an amount of a trillion keeps its cents", () => {
  expect(moneyText(99_999_999_999_999)).toBe("$999,999,999,999.99");
});

test("no amount is a dash, zero is an amount", () => {
  render(
    <>
      <Money cents={null} />
      <Money cents={0} />
    </>,
  );
  expect(screen.getByText("–")).toBeVisible();
  expect(screen.getByText("$0.00")).toBeVisible();
});
