import { expect, it } from "vitest";

import { ask, newDefinition } from "./definition";
import { draftOf, problemsOf } from "./draft";

const draft = { ...draftOf(null, "Acme Insurance"), name: "Quote" };

it("begins with a form that can be saved, and with a text that names the agency", () => {
  expect(problemsOf(draft)).toEqual({});
  expect(draft.consent_text).toContain("Acme Insurance");
});

it("says what keeps a form from being saved, and where", () => {
  const silent = ask({ name: "phone", label: " " });
  const choice = ask({ name: "pets", label: "Pets?", type: "select" });
  const definition = { ...newDefinition(), asks: [silent, choice], channels: [], redirect_url: "example.com" };

  const found = problemsOf({ ...draft, name: " ", definition });

  expect(Object.keys(found).sort()).toEqual(["channels", "name", "redirect_url", silent.key, choice.key].sort());
  expect(problemsOf({ ...draft, definition: { ...definition, asks: [choice] } })["asks"]).toContain(
    "nobody can be answered",
  );
});
