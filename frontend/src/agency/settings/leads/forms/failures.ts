// What the API refused, by the field where it is mended; the rest as a message.
import { ProblemError, sentence } from "@/api/problem";

export function failuresOf(error: unknown): Record<string, string> {
  if (!error) return {};
  if (!(error instanceof ProblemError) || !error.problem.errors?.length) return { all: sentence(error) };
  return Object.fromEntries(
    error.problem.errors.map(({ pointer, detail }) => {
      const parts = pointer.split("/").filter(Boolean);
      const name = (parts[0] === "fields" ? (parts[1] ?? "") : (parts[0] ?? "")) || "all";
      return [name, detail];
    }),
  );
}
