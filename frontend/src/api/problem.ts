// What can go wrong between the page and the API, as errors that know what to tell people.
import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

/** The API refused: `problem.detail` is written for people, `problem.errors` names the fields. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The message for each field, by its name. */
  get fields(): Record<string, string> {
    const found = (this.problem.errors ?? []).map(
      (error) => [error.pointer.replace(/^\/?/, "").split("/")[0] ?? "", error.detail] as const,
    );
    return Object.fromEntries(found);
  }
}

/** No answer came at all. */
export class Offline extends Error {
  constructor() {
    super("LeadGen cannot be reached. Check the connection; what you typed is still here.");
    this.name = "Offline";
  }
}

/** The error that a failed answer stands for. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    const problem = (await response.json()) as Partial<Problem>;
    if (typeof problem.code === "string") return new ProblemError(problem as Problem);
  }
  return new ProblemError({
    type: "about:blank",
    title: "Something went wrong",
    status: response.status,
    code: "unreadable_answer",
    detail: `The server answered ${response.status} without a reason. Please try again.`,
    request_id: response.headers.get("x-request-id") ?? "",
  });
}

/** A sentence for people, whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong. Please try again.";
}

/** Somebody else saved first. */
export function isConflict(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 412;
}
