// What the settings of leads read and change, and what each change makes stale.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { finished, useUndo } from "@/records/operations";
import { done, failed } from "@/ui/toasts";

export type Rule = Schemas["RoutingRule"];
export type RoutingAgent = Schemas["Agent"];
export type License = Schemas["License"];
export type OfficeDay = Schemas["Day"];
export type Source = Schemas["LeadSource"];
export type SourceKind = Source["kind"];
export type WebForm = Schemas["WebForm"];
export type Traffic = Schemas["DoorTraffic"];
export type Payload = Schemas["Payload"];
// As it is answered: the description of the API gives it another type where it is sent.
export type ContactRules = NonNullable<Awaited<ReturnType<typeof readContactRules>>>;

const MANY = 200;
const WATCH_MS = 15_000;

export const rulesQuery = queryOptions({
  queryKey: ["routing-rules", "all"],
  queryFn: () => body(api.GET("/v1/routing-rules", { params: { query: { sort: "position,id", page_size: MANY } } })),
});

/** Their loads change with every lead; asked again while they are looked at. */
export const routingAgentsQuery = queryOptions({
  queryKey: ["routing", "agents"],
  queryFn: () => body(api.GET("/v1/routing/agents")),
  meta: { nouns: ["users"] },
  refetchInterval: WATCH_MS,
});

export const officeHoursQuery = queryOptions({
  queryKey: ["routing", "office-hours"],
  queryFn: () => body(api.GET("/v1/routing/office-hours")),
});

/** New leads that nobody has. */
export const waitingQuery = queryOptions({
  queryKey: ["leads", "waiting"],
  queryFn: () => body(api.GET("/v1/routing/waiting")),
});

export const sourcesQuery = queryOptions({
  queryKey: ["lead-sources", "all"],
  queryFn: () => body(api.GET("/v1/lead-sources", { params: { query: { sort: "name", page_size: MANY } } })),
});

export const formsQuery = queryOptions({
  queryKey: ["web-forms", "all"],
  queryFn: () => body(api.GET("/v1/web-forms", { params: { query: { sort: "name", page_size: MANY } } })),
});

/** What came through each door and form; nothing announces it, so it is asked again while it is looked at. */
export const trafficQuery = queryOptions({
  queryKey: ["intake", "traffic"],
  queryFn: () => body(api.GET("/v1/intake/traffic")),
  refetchInterval: WATCH_MS,
});

const readContactRules = () => body(api.GET("/v1/consent/rules"));

export const contactRulesQuery = queryOptions({
  queryKey: ["settings", "contact-rules"],
  queryFn: readContactRules,
});

/** The traffic of one door or form, by its key. */
export const trafficOf = (traffic: Schemas["DoorTrafficList"] | undefined, key: string): Traffic | undefined =>
  traffic?.items.find(({ account }) => account === key);

/** `If-Match` of a record that was read in a list: two people who change it at once do not undo each other's work. */
export const asRead = ({ version }: { version: number }) => ({ "If-Match": `"${version}"` });

type Kept = "routing-rules" | "lead-sources" | "web-forms";

/** Deletes a record as an operation, which can be undone. */
export function useDelete(noun: Kept) {
  const cache = useQueryClient();
  const undo = useUndo();
  return useMutation({
    mutationFn: async ({ id }: { id: number; name: string }) => {
      const path = `/v1/${noun}/bulk` as "/v1/routing-rules/bulk";
      return finished(await body(api.POST(path, { body: { action: "delete", ids: [id] } })));
    },
    onSuccess: (operation, { name }) => {
      done(`Deleted ${name}`, { undo: () => undo.mutateAsync(operation.id) });
      return cache.invalidateQueries({ queryKey: [noun] });
    },
    onError: (error) => failed(error),
  });
}

/** The names of teams, for those who may know them. */
export function useMayReadTeams(): boolean {
  return useMay()("teams:read");
}
