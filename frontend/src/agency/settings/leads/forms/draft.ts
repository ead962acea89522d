// A form while it is edited, and what keeps it from being saved.
import type { WebForm } from "../queries";
import { consentText, definitionOf, hasOptions, newDefinition, type Definition } from "./definition";

export interface Draft {
  name: string;
  source: string;
  product_interest: string | null;
  is_active: boolean;
  consent_text: string;
  definition: Definition;
}

export interface PartProps {
  draft: Draft;
  errors: Record<string, string>;
  onChange: (part: Partial<Draft>) => void;
}

export function draftOf(form: WebForm | null, agency: string): Draft {
  if (!form)
    return {
      name: "",
      source: "",
      product_interest: null,
      is_active: true,
      consent_text: consentText(agency),
      definition: newDefinition(),
    };
  return {
    name: form.name,
    source: form.source ?? "",
    product_interest: form.product_interest,
    is_active: form.is_active,
    consent_text: form.consent_text ?? "",
    definition: definitionOf(form.fields),
  };
}

const isWebAddress = (text: string): boolean => {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
};

/** What is wrong, by the field where it is mended; empty if nothing is. */
export function problemsOf({ name, consent_text, definition }: Draft): Record<string, string> {
  const { asks, channels, redirect_url } = definition;
  const found: Record<string, string> = {};
  if (!name.trim()) found["name"] = "A form needs a name.";
  if (asks.length === 0) found["asks"] = "A form asks at least one question.";
  for (const one of asks) {
    if (!one.label.trim()) found[one.key] = "Every question needs its words.";
    else if (hasOptions(one.type) && one.options.length === 0) found[one.key] = `“${one.label}” needs choices.`;
  }
  if (!asks.some((one) => one.name === "email" || one.name === "phone"))
    found["asks"] = "Without a phone number or an e-mail address nobody can be answered: ask for one.";
  if (consent_text.trim() && channels.length === 0) found["channels"] = "Say what the consent allows.";
  if (redirect_url.trim() && !isWebAddress(redirect_url))
    found["redirect_url"] = "Write an address such as https://www.example.com/thanks.";
  return found;
}
