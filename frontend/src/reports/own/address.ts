// What the address of the builder carries: where a new report begins.
export interface BuilderSearch {
  noun?: string;
  /** Criteria as the API takes them. */
  filter?: string;
  /** A template's key. */
  template?: string;
  /** An own report that is copied. */
  copy?: number;
}

const text = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
};

/** The search parameters, whatever was typed into the address bar. */
export function builderSearch(search: Record<string, unknown>): BuilderSearch {
  const copy = Number(search["copy"]);
  const found = {
    noun: text(search["noun"]),
    filter: text(search["filter"]),
    template: text(search["template"]),
    copy: Number.isSafeInteger(copy) && copy > 0 ? copy : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
