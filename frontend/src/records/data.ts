// Reading and writing records of any noun: the query keys, and what each change makes stale.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

import type { Noun, RecordOf } from "./nouns";
import { finished } from "./operations";

export type Field = Schemas["FieldDescription"];

/** What the record carries beyond its own columns: the ETag that says which version was read. */
export interface Versioned<T> {
  record: T;
  etag: string;
}

export const fieldsQuery = (noun: Noun) =>
  queryOptions({
    queryKey: ["fields", noun],
    queryFn: () => body(api.GET("/v1/fields/{noun}", { params: { path: { noun } } })),
    staleTime: Infinity,
  });

/** Keys start with the noun: the change stream makes everything below it stale. */
export const keys = {
  lists: (noun: string) => [noun, "list"] as const,
  record: (noun: string, id: number) => [noun, "record", id] as const,
};

// Every noun's routes have the same shape (one factory makes them), which a template path cannot tell the client.
const one = (noun: Noun) => `/v1/${noun}/{id}` as "/v1/customers/{id}";
const all = (noun: Noun) => `/v1/${noun}` as "/v1/customers";

export const recordQuery = <N extends Noun>(noun: N, id: number) =>
  queryOptions({
    queryKey: keys.record(noun, id),
    queryFn: async (): Promise<Versioned<RecordOf[N]>> => {
      const { data, response } = await api.GET(one(noun), { params: { path: { id } } });
      return { record: data as unknown as RecordOf[N], etag: response.headers.get("etag") ?? "" };
    },
  });

interface Change {
  id: number;
  changes: Record<string, unknown>;
  /** Of the version that was on screen; the API answers 412 when somebody else saved since. */
  etag: string;
}

/** Changes some fields of a record. */
export function useChangeRecord<N extends Noun>(noun: N) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, changes, etag }: Change): Promise<Versioned<RecordOf[N]>> => {
      const { data, response } = await api.PATCH(one(noun), {
        params: { path: { id }, header: { "If-Match": etag } },
        body: changes,
      });
      return { record: data as unknown as RecordOf[N], etag: response.headers.get("etag") ?? "" };
    },
    onSuccess: (saved, { id }) => {
      cache.setQueryData(keys.record(noun, id), saved);
      void cache.invalidateQueries({ queryKey: [noun] });
    },
  });
}

/** Creates a record; answers with it as stored. */
export function useCreateRecord<N extends Noun>(noun: N) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (fields: Record<string, unknown>): Promise<RecordOf[N]> => {
      const { data } = await api.POST(all(noun), { body: fields as Schemas["CustomerCreate"] });
      return data as unknown as RecordOf[N];
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: [noun] }),
  });
}

/** Deletes a record as an operation, which can be undone. `ordered` runs when the order is taken, before it is done. */
export function useDeleteRecord(noun: Noun) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ordered }: { id: number; ordered: () => Promise<unknown> }) => {
      const path = `/v1/${noun}/bulk` as "/v1/customers/bulk";
      const operation = await body(api.POST(path, { body: { action: "delete", ids: [id] } }));
      await ordered();
      return finished(operation);
    },
    onSuccess: (_, { id }) => {
      cache.removeQueries({ queryKey: keys.record(noun, id) });
      return cache.invalidateQueries({ queryKey: [noun] });
    },
  });
}

type Answered = Record<string, unknown> & { id: number };

/** Some records of any noun of the API, such as the tasks of a customer. */
export const someQuery = <T = Answered>(noun: string, query: Record<string, string | number>) =>
  queryOptions({
    queryKey: [noun, "some", query],
    queryFn: async () => {
      const { data } = await api.GET(`/v1/${noun}` as "/v1/customers", { params: { query: { ...query } } });
      return data as unknown as { items: T[]; total: number | null; next: string | null };
    },
  });
