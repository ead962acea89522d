// Scoring models: what is live, what was tried, and the acts that change it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";

const TRAINING_MS = 2_000;
const IDLE_MS = 60_000;

export const scoringQuery = queryOptions({
  queryKey: ["scoring", "state"],
  queryFn: () => body(api.GET("/v1/scoring")),
  // Training takes seconds; whoever started it waits for it.
  refetchInterval: ({ state }) => (state.data?.training ? TRAINING_MS : IDLE_MS),
});

export const modelsQuery = queryOptions({
  queryKey: ["scoring", "models"],
  queryFn: () => body(api.GET("/v1/scoring/models")),
});

export const modelQuery = (id: number) =>
  queryOptions({
    queryKey: ["scoring", "model", id],
    queryFn: () => body(api.GET("/v1/scoring/models/{model_id}", { params: { path: { model_id: id } } })),
  });

export const driftQuery = (id: number) =>
  queryOptions({
    queryKey: ["scoring", "drift", id],
    queryFn: () => body(api.GET("/v1/scoring/models/{model_id}/drift", { params: { path: { model_id: id } } })),
  });

export const fairnessQuery = (id: number, by: string) =>
  queryOptions({
    queryKey: ["scoring", "fairness", id, by],
    queryFn: () =>
      body(api.GET("/v1/scoring/models/{model_id}/fairness", { params: { path: { model_id: id }, query: { by } } })),
  });

export function useRetrain() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/v1/scoring/retrain")),
    onSettled: () => cache.invalidateQueries({ queryKey: ["scoring"] }),
  });
}

/** Puts a model in use; leads are scored again by it. */
export function useMakeLive() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      body(api.POST("/v1/scoring/models/{model_id}/live", { params: { path: { model_id: id } } })),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ["scoring"] }),
        cache.invalidateQueries({ queryKey: ["leads"] }),
      ]),
  });
}
