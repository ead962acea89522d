import { expect, test } from "vitest";

import { ProblemError } from "@/api/problem";

import type { Lead, Lifecycle } from "../queries";
import { missing, refusalOf, stageOf } from "./stages";

const lead = (changes: Partial<Lead>): Lead =>
  ({
    status: "new",
    contact_info: { phone: "+13125550142" },
    owner_id: 3,
    product_interest: "auto",
    customer_id: null,
    policy_id: null,
    lost_reason: null,
    ...changes,
  }) as Lead;

const table = {
  stages: [],
  lost_reasons: [],
  transitions: [
    { from_stage: "new", to_stage: "contacted", needs: ["reachable"] },
    { from_stage: "contacted", to_stage: "qualified", needs: ["reachable", "owner", "product", "place"] },
    { from_stage: "contacted", to_stage: "quoted", needs: ["reachable", "owner", "quote"] },
  ],
} as unknown as Lifecycle;

test("what the machine calls scored or assigned is new to people", () => {
  expect([stageOf("scored"), stageOf("assigned"), stageOf("quoted")]).toEqual(["new", "new", "quoted"]);
});

test("everything that is missing is named at once, in the order of the table", () => {
  const bare = lead({ status: "contacted", owner_id: null, product_interest: "" });
  expect(missing(bare, "qualified", 0, table)).toEqual(["owner", "product", "place"]);
});

test("a blank is as good as nothing", () => {
  expect(missing(lead({ contact_info: { phone: " ", email: "" } }), "contacted", 0, table)).toEqual(["reachable"]);
});

test("a quote is missing until there is one", () => {
  expect(missing(lead({ status: "contacted" }), "quoted", 0, table)).toEqual(["quote"]);
  expect(missing(lead({ status: "contacted" }), "quoted", 1, table)).toEqual([]);
});

test("where no way leads is told apart from where something is missing", () => {
  expect(missing(lead({ status: "contacted" }), "new", 0, table)).toBeNull();
});

test("a refusal is told in the words about the field", () => {
  const refused = new ProblemError({
    type: "",
    title: "Invalid",
    status: 422,
    code: "invalid",
    detail: "Some values are not valid.",
    request_id: "1",
    errors: [{ pointer: "/owner_id", detail: "Nobody works on this lead yet.", code: "invalid" }],
  });
  expect(refusalOf(refused)).toBe("Nobody works on this lead yet.");
});
