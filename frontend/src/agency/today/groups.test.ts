import { expect, it } from "vitest";

import { groupOf } from "./groups";

it.each([
  [-1, "overdue"],
  [0, "today"],
  [1, "week"],
  [6, "week"],
  [7, "later"],
  [null, "undated"],
])("what is due in %s days stands under %s", (days, group) => expect(groupOf(days)).toBe(group));
