import { expect, test, vi } from "vitest";

import { ProblemError } from "@/api/problem";

import { save } from "./saving";

const changedSince = () =>
  new ProblemError({
    type: "about:blank",
    title: "Precondition Failed",
    status: 412,
    code: "changed",
    detail: "Somebody else changed it.",
    request_id: "1",
  });

const base = { record: { phone: "1", city: "Dayton" }, etag: '"1"' };

test("a change is saved against the version that was on screen", async () => {
  const patch = vi.fn().mockResolvedValue({});
  const outcome = await save({ patch, read: vi.fn(), ask: vi.fn() }, base, { phone: "2" });
  expect(outcome).toBe("saved");
  expect(patch).toHaveBeenCalledExactlyOnceWith({ phone: "2" }, '"1"');
});

test("changes of other fields are kept without asking", async () => {
  const patch = vi.fn().mockRejectedValueOnce(changedSince()).mockResolvedValue({});
  const read = vi.fn().mockResolvedValue({ record: { phone: "1", city: "Akron" }, etag: '"2"' });
  const ask = vi.fn();
  expect(await save({ patch, read, ask }, base, { phone: "2" })).toBe("merged");
  expect(ask).not.toHaveBeenCalled();
  expect(patch).toHaveBeenLastCalledWith({ phone: "2" }, '"2"');
});

test("the same field asks, and saves what was chosen against the newest version", async () => {
  const patch = vi.fn().mockRejectedValueOnce(changedSince()).mockResolvedValue({});
  const read = vi.fn().mockResolvedValue({ record: { phone: "3", city: "Dayton" }, etag: '"2"' });
  const ask = vi.fn().mockResolvedValue({ phone: "mine" });
  expect(await save({ patch, read, ask }, base, { phone: "2" })).toBe("saved");
  expect(ask).toHaveBeenCalledWith([{ field: "phone", base: "1", mine: "2", theirs: "3" }]);
  expect(patch).toHaveBeenLastCalledWith({ phone: "2" }, '"2"');
});

test("choosing only theirs saves nothing more", async () => {
  const patch = vi.fn().mockRejectedValueOnce(changedSince());
  const read = vi.fn().mockResolvedValue({ record: { phone: "3", city: "Dayton" }, etag: '"2"' });
  expect(await save({ patch, read, ask: vi.fn().mockResolvedValue({ phone: "theirs" }) }, base, { phone: "2" })).toBe(
    "saved",
  );
  expect(patch).toHaveBeenCalledOnce();
});

test("giving up saves nothing", async () => {
  const patch = vi.fn().mockRejectedValueOnce(changedSince());
  const read = vi.fn().mockResolvedValue({ record: { phone: "3", city: "Dayton" }, etag: '"2"' });
  expect(await save({ patch, read, ask: vi.fn().mockResolvedValue(null) }, base, { phone: "2" })).toBe("given up");
});

test("somebody may be first twice", async () => {
  const patch = vi
    .fn()
    .mockRejectedValueOnce(changedSince())
    .mockRejectedValueOnce(changedSince())
    .mockResolvedValue({});
  const read = vi
    .fn()
    .mockResolvedValueOnce({ record: { phone: "3", city: "Dayton" }, etag: '"2"' })
    .mockResolvedValueOnce({ record: { phone: "4", city: "Dayton" }, etag: '"3"' });
  const ask = vi.fn().mockResolvedValue({ phone: "mine" });
  expect(await save({ patch, read, ask }, base, { phone: "2" })).toBe("saved");
  expect(ask).toHaveBeenCalledTimes(2);
  expect(ask).toHaveBeenLastCalledWith([{ field: "phone", base: "3", mine: "2", theirs: "4" }]);
  expect(patch).toHaveBeenLastCalledWith({ phone: "2" }, '"3"');
});

test("what the API refuses for another reason is thrown", async () => {
  const patch = vi.fn().mockRejectedValue(new Error("no"));
  await expect(save({ patch, read: vi.fn(), ask: vi.fn() }, base, { phone: "2" })).rejects.toThrow("no");
});
