import { expect, test } from "vitest";

import { differing } from "./ChangeList";

test("of two contacts only what differs is told", () => {
  const before = { name: "Ann Lee", phone: "+16145550100", city: "Dayton" };
  const after = { name: "Ann Lee", phone: "+16145550111" };
  expect(differing(before, after)).toEqual({ phone: "+16145550100", city: "Dayton" });
  expect(differing(after, before)).toEqual({ phone: "+16145550111" });
});

test("what is no such column stays as it is", () => {
  expect(differing("new", "contacted")).toBe("new");
  expect(differing(null, { phone: "1" })).toBeNull();
  expect(differing(["auto"], ["home"])).toEqual(["auto"]);
});
