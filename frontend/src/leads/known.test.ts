import { expect, test } from "vitest";

import { knownBy } from "./known";

const typed = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`contact_info.${key}`, value]));

test("nobody is looked up by half an address or half a number", () => {
  expect(knownBy(typed({ email: "ann@exam", phone: "(312) 555" }))).toBeNull();
  expect(knownBy({})).toBeNull();
});

test("a number is looked up as it will be stored", () => {
  expect(knownBy(typed({ phone: "+13125550142" }))).toEqual({ phone: "+13125550142" });
});

test("a name alone is no sign of anybody; a name and a ZIP are", () => {
  expect(knownBy(typed({ first_name: "Ann", last_name: "Lee" }))).toBeNull();
  expect(knownBy(typed({ first_name: "Ann", last_name: "Lee", postal_code: "43215" }))).toEqual({
    name: "Ann Lee",
    postal_code: "43215",
  });
});
