import { expect, it } from "vitest";

import { definitionOf, fieldsOf, nameFor, newDefinition } from "./definition";

const FIELDS = {
  fields: [
    { name: "first_name", label: "First name", type: "text", required: true },
    {
      name: "product_interest",
      label: "What?",
      type: "select",
      options: ["Auto", { value: "h", label: "Home" }],
      help: "x",
    },
    { name: "campaign", label: "campaign", type: "hidden", value: "spring" },
  ],
  consent: { channels: ["sms"], required: true, not_condition_of_purchase: true, purpose: "marketing" },
  origins: ["https://www.example.com"],
  intro: "Hello",
  rate_per_minute: 5,
  look: { color: "#123456", corners: "square" },
};

it("comes back from the editor as it was", () => {
  expect(fieldsOf(definitionOf(FIELDS), FIELDS)).toEqual(FIELDS);
});

it("drops what was emptied", () => {
  const found = fieldsOf({ ...definitionOf(FIELDS), channels: [], origins: [], intro: " " }, FIELDS);

  expect(Object.keys(found).sort()).toEqual(["fields", "look", "rate_per_minute"]);
});

it("begins with a form that works", () => {
  const found = fieldsOf(newDefinition(), {});

  expect(found["fields"]).toContainEqual({ name: "phone", label: "Phone", type: "tel", required: true });
  expect(found["consent"]).toMatchObject({ not_condition_of_purchase: true, required: false });
});

it("names questions by their words, each differently", () => {
  expect(nameFor("Any pets? How many?", [])).toBe("any_pets_how_many");
  expect(nameFor("Any pets?", ["any_pets"])).toBe("any_pets_2");
  expect(nameFor("2nd driver", [])).toBe("nd_driver");
  expect(nameFor("¿?", [])).toBe("question");
});
