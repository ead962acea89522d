// What the search parameters of an address say, whatever was typed into the address bar.

/** The words; what a link gives as an object reads as JSON. */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A whole number above zero, such as a record's id. */
export function whole(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** One of a few words. */
export const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words.find((word) => word === value);

/** Only what the address says, so that links stay short. */
export const said = <Search extends object>(search: Search): Partial<Search> =>
  Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ""),
  ) as Partial<Search>;
