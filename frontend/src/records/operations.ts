// Long work on many records: imports, bulk changes, deletions. It is followed to its end, and taken back.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

export type Operation = Schemas["Operation"];
export type OperationSummary = Schemas["OperationSummary"];

export const EVERY_MS = 500;
const SOON_MS = 200;

export const isRunning = ({ status }: { status: OperationSummary["status"] }): boolean =>
  status === "pending" || status === "running" || status === "reverting";

const operationQuery = (id: number) =>
  queryOptions({
    queryKey: ["operations", id],
    queryFn: () => body(api.GET("/v1/operations/{operation_id}", { params: { path: { operation_id: id } } })),
  });

/** An operation, followed until it is finished. */
export function useOperation(id: number | null) {
  return useQuery({
    ...operationQuery(id ?? 0),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? EVERY_MS : false),
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The operation once it has come to its end. Throws what it failed with. */
export async function finished(operation: Operation): Promise<Operation> {
  let seen = operation;
  while (!seen.finished_at) {
    await pause(SOON_MS);
    const path = { operation_id: seen.id };
    seen = await body(api.GET("/v1/operations/{operation_id}", { params: { path } }));
  }
  if (seen.error) throw new Error(seen.error);
  return seen;
}

/** Takes an operation back; answers with the undoing, finished or, when it is long, on its way. */
export function useUndo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: number): Promise<Operation> =>
      body(
        api.POST("/v1/operations/{operation_id}/revert", {
          params: { path: { operation_id: id }, query: { wait: true } },
        }),
      ),
    onSettled: () => cache.invalidateQueries(),
  });
}
