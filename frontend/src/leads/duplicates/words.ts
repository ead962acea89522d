// Why two look like one, in words.
import type { SameReason } from "../queries";

const REASONS: Record<SameReason, string> = {
  email: "e-mail address",
  phone: "phone number",
  name_and_zip: "name and ZIP",
};

/** `Same e-mail address and phone number` */
export function sameText(reasons: readonly SameReason[]): string {
  return `Same ${reasons.map((reason) => REASONS[reason]).join(" and ")}`;
}
