// What the address of the builder carries: where a new report begins.
import { said, text, whole } from "@/ui/address";

export interface BuilderSearch {
  noun?: string;
  /** Criteria as the API takes them. */
  filter?: string;
  /** A template's key. */
  template?: string;
  /** An own report that is copied. */
  copy?: number;
}

export const builderSearch = (search: Record<string, unknown>): BuilderSearch =>
  said({
    noun: text(search["noun"]),
    filter: text(search["filter"]),
    template: text(search["template"]),
    copy: whole(search["copy"]),
  });
