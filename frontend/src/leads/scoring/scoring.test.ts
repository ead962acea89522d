import { describe, expect, it } from "vitest";

import { differences } from "./differences";
import type { Bin, Term } from "./types";
import { answerText, isOff, pointsText, rangeOf, saidText } from "./words";

const bin = (text: string, points: number, more: Partial<Bin> = {}): Bin => ({
  text,
  points,
  error: 1,
  rows: 50,
  certain: true,
  ...more,
});
const term = (label: string, ...bins: Bin[]): Term => ({ columns: [label.toLowerCase()], label, kind: "named", bins });

describe("words", () => {
  it("say in hundreds what came true", () => {
    const each = { low: 0.1, high: 0.3, rows: 40 };
    expect(saidText({ said: 0.2, seen: 0.23, ...each })).toBe("Of 100 leads that were said to buy with 20%, 23 did.");
    expect(saidText({ said: 0.02, seen: 0.013, ...each })).toBe("Of 100 leads that were said to buy with 2%, 1.3 did.");
    expect(saidText({ said: 0.02, seen: 0, ...each })).toBe("Of 100 leads that were said to buy with 2%, 0 did.");
  });

  it("call off only what chance does not explain", () => {
    expect(isOff({ said: 0.2, seen: 0.3, low: 0.19, high: 0.4, rows: 30 })).toBe(false);
    expect(isOff({ said: 0.2, seen: 0.3, low: 0.21, high: 0.4, rows: 300 })).toBe(true);
  });

  it("give points their sign, and none to nothing", () => {
    expect([12.34, -3, 0.04, -0.04].map(pointsText)).toEqual(["+12.3", "−3.0", "0.0", "0.0"]);
  });

  it("name an answer without repeating the question", () => {
    expect(answerText("source", "source is own_site")).toBe("Own site");
    expect(answerText("phone number", "phone number is given")).toBe("Given");
    expect(answerText("state", "state is one that was rare or never seen in training")).toBe("Rare or never seen");
    expect(answerText("message", "number of words in message is 4 or less")).toBe(
      "Number of words in message is 4 or less",
    );
  });

  it("measure a term from its worst to its best answer", () => {
    expect(rangeOf([bin("a", -4), bin("b", 6), bin("c", 0)])).toBe(10);
    expect(rangeOf([bin("a", -4), bin("b", 6, { rows: 0 })])).toBe(0);
    expect(rangeOf([bin("a", -4, { rows: 0 }), bin("b", 6, { rows: 0 })])).toBe(10);
    expect(rangeOf([])).toBe(0);
  });
});

describe("differences of two models", () => {
  it("come the largest first, and small ones not at all", () => {
    const mine = { terms: [term("Source", bin("web", 10), bin("meta", -2), bin("other", 1))] };
    const other = { terms: [term("Source", bin("web", 4), bin("meta", -1), bin("other", 1.01))] };
    expect(differences(mine, other, 10)).toEqual({
      largest: [
        { label: "Source", text: "web", mine: 10, other: 4 },
        { label: "Source", text: "meta", mine: -2, other: -1 },
      ],
      recut: [],
    });
    expect(differences(mine, other, 1).largest).toHaveLength(1);
  });

  it("count a column that only one of them uses as no points in the other", () => {
    const mine = { terms: [term("State", bin("TX", 3))] };
    const other = { terms: [term("Source", bin("web", -7))] };
    expect(differences(mine, other, 10).largest).toEqual([
      { label: "Source", text: "web", mine: 0, other: -7 },
      { label: "State", text: "TX", mine: 3, other: 0 },
    ]);
  });

  it("do not set side by side what is cut differently", () => {
    const age = (...bins: Bin[]): Term => ({ ...term("Age", ...bins), kind: "ordered" });
    const mine = { terms: [age(bin("under 30", 5), bin("30 or more", -5))] };
    const other = { terms: [age(bin("under 40", 8), bin("40 or more", -8))] };
    expect(differences(mine, other, 10)).toEqual({ largest: [], recut: ["Age"] });
  });

  it("leave out what no lead said, and let no column hide the others", () => {
    const many = ["a", "b", "c", "d", "e"].map((text, index) => bin(text, 20 + index));
    const mine = { terms: [term("Source", ...many, bin("f", 99, { rows: 0 })), term("State", bin("TX", 2))] };
    expect(differences(mine, { terms: [] }, 10).largest.map(({ text }) => text)).toEqual(["e", "d", "c", "TX"]);
  });

  it("find the same look at a column that is looked at in two ways", () => {
    const named = term("Insurer", bin("Harborline", 4), bin("unknown", -1));
    const given = term("Insurer", bin("given", 2), bin("given", 9, { rows: 0 }), bin("unknown", -3));
    const { largest } = differences({ terms: [named, given] }, { terms: [{ ...given, bins: [bin("given", 3)] }] }, 10);
    expect(largest).toContainEqual({ label: "Insurer", text: "given", mine: 2, other: 3 });
  });
});
