import { expect, test } from "vitest";

import { matching, mentionAt, mentioned, pieces } from "./mentions";

const anna = { id: 1, username: "anna.cohen", name: "Anna Cohen", active: true };
const jose = { id: 2, username: "jose.cisneros", name: "José Cisneros", active: true };
const gone = { id: 3, username: "ann.old", name: "Ann Old", active: false };

test("a name is being typed after an @ at the start of a word", () => {
  expect(mentionAt("Ask @an", 7)).toEqual({ from: 4, typed: "an" });
  expect(mentionAt("@", 1)).toEqual({ from: 0, typed: "" });
});

test("an e-mail address is no mention", () => {
  expect(mentionAt("write to bob@example", 20)).toBeNull();
});

test("people are found by any part of their name, those who left are not", () => {
  expect(matching([anna, jose, gone], "ann")).toEqual([anna]);
  expect(matching([anna, jose], "cis")).toEqual([jose]);
});

test("choosing a person writes the username and goes on behind it", () => {
  expect(mentioned("Ask @an please", 7, anna)).toEqual({ text: "Ask @anna.cohen please", caret: 16 });
});

test("mentions are read by name, also at the end of a sentence", () => {
  expect(pieces("Thanks @anna.cohen. Bye @nobody", [anna])).toEqual([
    { text: "Thanks " },
    { text: "@Anna Cohen", person: anna },
    { text: ". Bye " },
    { text: "@nobody" },
    { text: "" },
  ]);
});
