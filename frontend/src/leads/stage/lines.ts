// The kinds of insurance that leads ask for, and the line of a quote that each means.
import type { Quote } from "../queries";

export const PRODUCTS = ["auto", "home", "renters", "condo", "motorcycle", "umbrella", "life", "health"];
export const LINES: Quote["policy_type"][] = ["Auto", "Home", "Life", "Health"];

const MEANT: Record<string, Quote["policy_type"]> = {
  auto: "Auto",
  motorcycle: "Auto",
  home: "Home",
  homeowners: "Home",
  renters: "Home",
  condo: "Home",
  life: "Life",
  health: "Health",
};

/** The line that was asked for, if it is one that is quoted. */
export const lineOf = (product: string | null): Quote["policy_type"] | null =>
  product ? (MEANT[product.trim().toLowerCase()] ?? null) : null;
