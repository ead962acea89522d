import { expect, test } from "vitest";

import { sizeText } from "./words";

test.each([
  [0, "0 bytes"],
  [812, "812 bytes"],
  [1_000, "1 kB"],
  [48_312, "48.3 kB"],
  [12_000_000, "12 MB"],
  [5_400_000_000_000, "5,400 GB"],
])("%d is %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
