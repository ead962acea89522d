// By what somebody can be recognised, from what is typed into the form of a new lead.
import type { Keys } from "./queries";

const said = (typed: Record<string, unknown>, key: string): string => {
  const value = typed[`contact_info.${key}`];
  return typeof value === "string" ? value.trim() : "";
};

/** The keys worth asking about, once they are complete; null while there is none. */
export function knownBy(typed: Record<string, unknown>): Keys | null {
  const email = said(typed, "email");
  const phone = said(typed, "phone");
  const name = `${said(typed, "first_name")} ${said(typed, "last_name")}`.trim();
  const zip = said(typed, "postal_code");
  const keys: Keys = {
    ...(/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) ? { email } : {}),
    ...(/^\+[1-9]\d{7,14}$/.test(phone) ? { phone } : {}),
    ...(said(typed, "first_name") && said(typed, "last_name") && zip.length >= 5 ? { name, postal_code: zip } : {}),
  };
  return Object.keys(keys).length > 0 ? keys : null;
}
