import { expect, test } from "vitest";

import { matching, type Command } from "./rank";

const command = (label: string, group = "Go to", keywords: string[] = []): Command => ({
  id: label,
  group,
  label,
  keywords,
});
const labels = (commands: Command[]) => commands.map(({ label }) => label);

const COMMANDS = [
  command("Customers"),
  command("New customer", "Create"),
  command("Policies"),
  command("Your profile", "Go to", ["account", "phone"]),
];

test("a command that begins with what was typed comes before one that has it inside", () => {
  expect(labels(matching(COMMANDS, "cus"))).toEqual(["Customers", "New customer"]);
});

test("every word has to fit, in any order", () => {
  expect(labels(matching(COMMANDS, "customer new"))).toEqual(["New customer"]);
  expect(labels(matching(COMMANDS, "new policy"))).toEqual([]);
});

test("other words for it are found as well", () => {
  expect(labels(matching(COMMANDS, "account"))).toEqual(["Your profile"]);
});

test("nothing typed means everything, in its own order", () => {
  expect(matching(COMMANDS, " ")).toHaveLength(COMMANDS.length);
});
