// What a lead's page asks beside the lead, what can be done with it, and what each doing makes stale.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { api, body, type Schemas } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { paths } from "@/api/schema";
import { keys, someQuery } from "@/records/data";

import { DONE_BEFORE } from "./stage/stages";

export type Lead = Schemas["Lead"];
export type Quote = Schemas["Quote"];
export type Stage = Schemas["Stage"];
export type Lifecycle = Schemas["Lifecycle"];
export type Disposition = Schemas["HowItEnded"];
// By their routes: other answers have parts of the same names.
type Answered<P extends "/v1/leads/{lead_id}/duplicates" | "/v1/leads/{lead_id}/score"> =
  paths[P]["get"]["responses"][200]["content"]["application/json"];
export type Duplicates = Answered<"/v1/leads/{lead_id}/duplicates">;
export type SameReason = Duplicates["leads"][number]["reasons"][number];
export type LeadScore = Answered<"/v1/leads/{lead_id}/score">;
export type Verdict = Schemas["Verdict"];
export type ConsentEntry = Schemas["Entry"];

const MINUTE_MS = 60_000;

/** Tables that only a new version of LeadGen changes. */
export const lifecycleQuery = queryOptions({
  queryKey: ["lead-lifecycle"],
  queryFn: () => body(api.GET("/v1/leads/lifecycle")),
  staleTime: Infinity,
});

export const dispositionsQuery = queryOptions({
  queryKey: ["lead-dispositions"],
  queryFn: () => body(api.GET("/v1/leads/dispositions")),
  staleTime: Infinity,
});

/** Asked again every minute: calling hours begin and end by themselves. */
export const consentQuery = (id: number) =>
  queryOptions({
    queryKey: ["consent", "leads", id],
    queryFn: () =>
      body(api.GET("/v1/consent/{noun}/{record_id}", { params: { path: { noun: "leads", record_id: id } } })),
    refetchInterval: MINUTE_MS,
    meta: { nouns: ["leads", "communications"] },
  });

export const duplicatesQuery = (id: number) =>
  queryOptions({
    queryKey: ["leads", "duplicates", id],
    queryFn: () => body(api.GET("/v1/leads/{lead_id}/duplicates", { params: { path: { lead_id: id } } })),
    meta: { nouns: ["customers"] },
  });

export interface Keys {
  email?: string;
  phone?: string;
  name?: string;
  postal_code?: string;
}

/** Who is known already, before a lead is made. */
export const knownQuery = (known: Keys) =>
  queryOptions({
    queryKey: ["leads", "known", known],
    queryFn: () => body(api.GET("/v1/leads/duplicates", { params: { query: known } })),
  });

export const quotesQuery = (id: number) =>
  someQuery<Quote>("quotes", { lead_id: id, sort: "-quoted_at", page_size: 50 });

/** Everything that may have changed when something was done with a lead. */
const AFFECTED = new Set([
  "leads",
  "quotes",
  "scores",
  "consent",
  "tasks",
  "customers",
  "policies",
  "communications",
  "notifications",
]);

function useFresh(): () => Promise<void> {
  const cache = useQueryClient();
  return useCallback(
    () =>
      cache.invalidateQueries({
        predicate: ({ queryKey: [noun], meta }) =>
          AFFECTED.has(String(noun)) || ((meta?.["nouns"] as string[] | undefined) ?? []).includes("leads"),
      }),
    [cache],
  );
}

/** The same key for every try of one thing, so that it is done once; a new one when the API has answered. */
function useAttempt(): { header: { "Idempotency-Key": string }; answered: () => void } {
  const [key, setKey] = useState(() => crypto.randomUUID());
  return { header: { "Idempotency-Key": key }, answered: () => setKey(crypto.randomUUID()) };
}

/** Refused for good: the next try is another thing. What was done after all is not done again in other words. */
const isFinal = (error: unknown): boolean => error instanceof ProblemError && error.code !== DONE_BEFORE;

interface Move {
  id: number;
  stage: Stage;
  reason?: string;
}

/** Moves a lead; throws what the stage lacks. */
export function useMove() {
  const cache = useQueryClient();
  const fresh = useFresh();
  return useMutation({
    mutationFn: async ({ id, stage, reason }: Move) => {
      const { data, response } = await api.POST("/v1/leads/{lead_id}/stage", {
        params: { path: { lead_id: id } },
        body: { stage, ...(reason ? { reason } : {}) },
      });
      return { record: data as Lead, etag: response.headers.get("etag") ?? "" };
    },
    onSuccess: (moved, { id }) => {
      cache.setQueryData(keys.record("leads", id), moved);
      void fresh();
    },
  });
}

/** Takes one's own last move back: the lead is where it was before, and has been there as long as it had. */
export function useTakeBack(): (id: number, stage: Stage) => Promise<void> {
  const fresh = useFresh();
  return useCallback(
    async (id, stage) => {
      await api.POST("/v1/leads/board/undo", { body: { lead_id: id, stage } });
      await fresh();
    },
    [fresh],
  );
}

export function useCallEnded(id: number) {
  const fresh = useFresh();
  const { header, answered } = useAttempt();
  return useMutation({
    mutationFn: (call: Schemas["EndedCall"]) =>
      body(api.POST("/v1/leads/{lead_id}/calls", { params: { path: { lead_id: id } }, headers: header, body: call })),
    onSuccess: () => {
      answered();
      return fresh();
    },
    onError: (error) => {
      if (isFinal(error)) answered();
    },
  });
}

export function useConvert(id: number) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (wanted: Schemas["Conversion"]) =>
      body(api.POST("/v1/leads/{lead_id}/convert", { params: { path: { lead_id: id } }, body: wanted })),
    onSuccess: () => void fresh(),
  });
}

export function useQuotes() {
  const fresh = useFresh();
  const { header, answered } = useAttempt();
  const record = useMutation({
    mutationFn: (quote: Schemas["QuoteCreate"]) => body(api.POST("/v1/quotes", { headers: header, body: quote })),
    onSuccess: () => {
      answered();
      return fresh();
    },
    onError: (error) => {
      if (isFinal(error)) answered();
    },
  });
  const change = useMutation({
    mutationFn: ({ id, status }: { id: number; status: Quote["status"] }) =>
      body(api.PATCH("/v1/quotes/{id}", { params: { path: { id } }, body: { status } })),
    onSuccess: () => fresh(),
  });
  return { record, change };
}

export function useMerging() {
  const fresh = useFresh();
  const merge = useMutation({
    mutationFn: ({ kept, merged }: { kept: number; merged: number }) =>
      body(api.POST("/v1/leads/{lead_id}/merge", { params: { path: { lead_id: kept } }, body: { lead_id: merged } })),
    onSuccess: () => fresh(),
  });
  const unmerge = useMutation({
    mutationFn: (merged: number) =>
      body(api.POST("/v1/leads/{lead_id}/unmerge", { params: { path: { lead_id: merged } } })),
    onSuccess: () => fresh(),
  });
  return { merge, unmerge };
}

export function useConsenting(id: number) {
  const cache = useQueryClient();
  const fresh = useFresh();
  const { header, answered } = useAttempt();
  const path = { noun: "leads" as const, record_id: id };
  const onError = (error: unknown) => {
    if (isFinal(error)) answered();
  };
  const onSuccess = (said: Schemas["Consent"]) => {
    answered();
    cache.setQueryData(consentQuery(id).queryKey, said);
    void fresh();
  };
  const grant = useMutation({
    mutationFn: (given: Schemas["Grant"]) =>
      body(api.POST("/v1/consent/{noun}/{record_id}", { params: { path }, headers: header, body: given })),
    onSuccess,
    onError,
  });
  const revoke = useMutation({
    mutationFn: (taken: Schemas["Revocation"]) =>
      body(api.POST("/v1/consent/{noun}/{record_id}/revocations", { params: { path }, headers: header, body: taken })),
    onSuccess,
    onError,
  });
  return { grant, revoke };
}

/** The latest score with its reasons; null until there is one. */
export const scoreQuery = (id: number) =>
  queryOptions({
    queryKey: ["scores", "latest", id],
    queryFn: async (): Promise<LeadScore | null> => {
      try {
        return await body(api.GET("/v1/leads/{lead_id}/score", { params: { path: { lead_id: id } } }));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    meta: { nouns: ["leads"] },
  });

/** All scores of a lead, the newest first. */
export const scoresQuery = (id: number) =>
  someQuery<Schemas["Score"]>("scores", { lead_id: id, sort: "-scored_at", page_size: 60, count: "none" });
