import { expect, it } from "vitest";

import { nextPlace } from "./keys";

const ALL = ["new", "contacted", "qualified", "quoted", "won", "lost"];

it("steps through the stages in their order", () => {
  expect(nextPlace("new", 1, ALL)).toBe("contacted");
  expect(nextPlace("quoted", -1, ALL)).toBe("qualified");
});

it("leaves out where the card may not go", () => {
  expect(nextPlace("contacted", -1, ["contacted", "qualified", "lost"])).toBeNull();
  expect(nextPlace("qualified", 1, ["contacted", "qualified", "lost"])).toBe("lost");
});

it("stays at the ends", () => {
  expect(nextPlace("lost", 1, ALL)).toBeNull();
  expect(nextPlace("new", -1, ALL)).toBeNull();
});
