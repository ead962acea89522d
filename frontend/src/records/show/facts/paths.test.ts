import { expect, test } from "vitest";

import { columnsOf, valueAt } from "./paths";

const lead = { status: "new", contact_info: { email: "a@x", phone: "1" } };

test("a key inside a column is read like a field", () => {
  expect(valueAt(lead, "contact_info.phone")).toBe("1");
  expect(valueAt(lead, "status")).toBe("new");
  expect(valueAt({ contact_info: null }, "contact_info.phone")).toBeUndefined();
});

test("changing keys keeps the other keys of the column", () => {
  expect(columnsOf(lead, { "contact_info.phone": "2", "contact_info.city": "Akron", status: "won" })).toEqual({
    contact_info: { email: "a@x", phone: "2", city: "Akron" },
    status: "won",
  });
});
