import { expect, test } from "vitest";

import { permissionRows } from "./permissions";

test("each thing has one row, with how far every action reaches", () => {
  const rows = permissionRows({ "customers:read": "all", "customers:write": "own", "tasks:read": "team" });

  expect(rows.map(({ noun }) => noun)).toEqual(["customers", "tasks"]);
  expect(rows[0]?.reach).toEqual({ read: "all", write: "own", delete: "none", import: "none", export: "none" });
});

test("what is not listed is not allowed", () => {
  expect(permissionRows({ "audit:read": "none" })[0]?.reach.write).toBe("none");
});

test("names are written for people", () => {
  const labels = permissionRows({ "file_documents:read": "all", "api_keys:read": "own" }).map(({ label }) => label);
  expect(labels).toEqual(["File documents", "API keys"]);
});
