import { expect, it } from "vitest";

import { ageOf, noteOf } from "./notes";

const NOW = Date.parse("2026-03-04T15:00:00Z");
const plain = { status: "assigned", answer_by: null, next_task_at: null, lost_reason: null };

it("says that an answer is overdue, before any task", () => {
  const card = { ...plain, answer_by: "2026-03-04T13:00:00Z", next_task_at: "2026-03-05T13:00:00Z" };

  expect(noteOf(card, NOW)).toEqual({ text: "Answer 2 hours late", late: true });
});

it("says how long there is to answer", () => {
  expect(noteOf({ ...plain, answer_by: "2026-03-04T15:12:00Z" }, NOW)).toEqual({
    text: "Answer in 12 minutes",
    late: false,
  });
});

it("says when the next task is due, or was", () => {
  const at = (next_task_at: string) => noteOf({ ...plain, status: "contacted", next_task_at }, NOW);

  expect(at("2026-03-05T15:00:00Z")).toEqual({ text: "Task in 1 day", late: false });
  expect(at("2026-03-03T15:00:00Z")).toEqual({ text: "Task 1 day late", late: true });
  expect(at("2026-02-10T15:00:00Z")?.text).toBe("Task 3 weeks late");
  expect(at("2026-03-04T15:00:20Z")?.text).toBe("Task in 1 minute");
});

it("says why a lead was lost, and nothing is late about what is over", () => {
  const over = { ...plain, answer_by: "2026-03-01T00:00:00Z", next_task_at: "2026-03-01T00:00:00Z" };

  expect(noteOf({ ...over, status: "lost", lost_reason: "No answer" }, NOW)).toEqual({
    text: "No answer",
    late: false,
  });
  expect(noteOf({ ...over, status: "won" }, NOW)).toBeNull();
});

it("tells old cards from young ones, as long as they are open", () => {
  expect(ageOf({ days: 0, status: "new" })).toEqual({ text: "Today", old: false });
  expect(ageOf({ days: 1, status: "quoted" })).toEqual({ text: "1 day", old: false });
  expect(ageOf({ days: 20, status: "quoted" }).old).toBe(true);
  expect(ageOf({ days: 20, status: "won" }).old).toBe(false);
});
