// Reading and changing the accounts of the agency.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { done, failed } from "@/ui/toasts";

import type { UserQuestion } from "./address";

export type User = Schemas["User"];

const PAGE_SIZE = 100;

export const usersQuery = ({ q, role, team, status, sort }: UserQuestion) =>
  infiniteQueryOptions({
    queryKey: ["users", "list", { q, role, team, status, sort }],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/v1/users", {
          signal,
          params: {
            query: {
              page: pageParam,
              page_size: PAGE_SIZE,
              q,
              role,
              team_id: team,
              is_active: status && status === "active",
              sort: sort ?? "full_name",
            },
          },
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: ({ page, page_size, total }) => (page * page_size < total ? page + 1 : undefined),
    placeholderData: keepPreviousData,
  });

export const userQuery = (user_id: number) =>
  queryOptions({
    queryKey: ["users", "record", user_id],
    queryFn: async () => {
      const { data, response } = await api.GET("/v1/users/{user_id}", { params: { path: { user_id } } });
      return { user: data as User, etag: response.headers.get("etag") ?? "" };
    },
  });

/** Something done to an account. What it answers goes to `onSuccess`; failures are said. */
export function useUserAct<Argument, Answer>(act: (argument: Argument) => Promise<Answer>, said: string | null) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (said) done(said);
      return cache.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => failed(error),
  });
}

const path = (user_id: number) => ({ params: { path: { user_id } } });

export const disable = (id: number) => body(api.POST("/v1/users/{user_id}/disable", path(id)));
export const unlock = async (id: number) => void (await api.POST("/v1/users/{user_id}/unlock", path(id)));
export const resetPassword = (id: number) => body(api.POST("/v1/users/{user_id}/reset-password", path(id)));
export const resetSecondFactor = async (id: number) =>
  void (await api.POST("/v1/users/{user_id}/reset-second-factor", path(id)));
export const endSessions = async (id: number) => void (await api.DELETE("/v1/users/{user_id}/sessions", path(id)));

interface UserChange {
  id: number;
  etag: string;
  changes: Schemas["UserChanges"];
}

export const changeUser = ({ id, etag, changes }: UserChange) =>
  body(
    api.PATCH("/v1/users/{user_id}", {
      params: { path: { user_id: id }, header: { "If-Match": etag } },
      body: changes,
    }),
  );

export const nameOf = ({ full_name, username }: Pick<User, "full_name" | "username">) => full_name ?? username;

/** Locked ends by itself; disabled does not. */
export function statusOf({ is_active, locked_until }: Pick<User, "is_active" | "locked_until">, now = Date.now()) {
  if (!is_active) return "disabled";
  return locked_until !== null && new Date(locked_until).getTime() > now ? "locked" : "active";
}
