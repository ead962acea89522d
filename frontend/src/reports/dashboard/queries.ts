// What stands on a dashboard, its figures, and the addresses of the rows behind them.
import { queryOptions } from "@tanstack/react-query";
import { linkOptions, type LinkProps } from "@tanstack/react-router";

import { api, body, type Schemas } from "@/api/client";
import { isNoun } from "@/records/nouns";
import type { Whose } from "@/ui/WhoseSwitch";

import { reportSearch, type ReportSearch } from "../show/address";
import { paced } from "./live";
import type { Arrangement, Role, Shows, Tile } from "./tiles";

export type Dashboard = Schemas["Dashboard"];
export type Rows = Schemas["Rows"];

/** Time goes on, also where nothing changes: another month begins. */
const REFRESH_MS = 60_000;
const KEPT_MS = 30 * 60_000;

/** What `GET /v1/dashboard` counts. */
export const COUNTED = ["customers", "policies", "claims", "tasks"] as const;

export const dashboardQuery = (whose: Whose, months: number) => {
  const queryKey = ["dashboard", whose, months] as const;
  return queryOptions({
    queryKey,
    queryFn: () => paced(queryKey, () => body(api.GET("/v1/dashboard", { params: { query: { whose, months } } }))),
    refetchInterval: REFRESH_MS,
  });
};

/** The tiles, and the version of the dashboard that was read. */
export type Read = Arrangement & { etag: string };

/** One's own dashboard, or the one that a role begins with. */
export const arrangementQuery = (role: Role | null) =>
  queryOptions({
    queryKey: ["dashboards", role ?? "mine"],
    queryFn: async (): Promise<Read> => {
      const answer = role
        ? await api.GET("/v1/dashboards/roles/{role}", { params: { path: { role } } })
        : await api.GET("/v1/dashboards/mine");
      return readOf(answer);
    },
  });

const readOf = ({ data, response }: { data?: Arrangement; response: Response }): Read => ({
  ...(data as Arrangement),
  etag: response.headers.get("etag") ?? "",
});

/** Keeps the tiles. etag: of the dashboard they are to replace; null whatever it is by now. */
export async function arrange(role: Role | null, tiles: readonly Tile[], etag: string | null): Promise<Read> {
  const header = etag === null ? {} : { "If-Match": etag };
  const sent = { tiles: [...tiles] };
  const answer = role
    ? await api.PUT("/v1/dashboards/roles/{role}", { params: { path: { role }, header }, body: sent })
    : await api.PUT("/v1/dashboards/mine", { params: { header }, body: sent });
  return readOf(answer);
}

/** Goes back to what the role begins with, or to what the role began with. */
export async function giveUp(role: Role | null): Promise<Read> {
  const answer = role
    ? await api.DELETE("/v1/dashboards/roles/{role}", { params: { path: { role } } })
    : await api.DELETE("/v1/dashboards/mine");
  return readOf(answer);
}

const OWN = /^own:(\d+)$/;

/** The id of an own report; null for one of the catalogue. */
export const ownId = (report: string): number | null => Number(OWN.exec(report)?.[1] ?? 0) || null;

/** The address of a report with what is asked of it. */
export function reportLink(report: string, asked: ReportSearch): LinkProps {
  const id = ownId(report);
  return (
    id === null
      ? { to: "/reports/catalogue/$key", params: { key: report }, search: asked }
      : { to: "/reports/own/$id", params: { id: String(id) }, search: asked }
  ) as LinkProps;
}

/** What a tile asks of its report. */
export const askedOf = (shows: Shows): ReportSearch => reportSearch({ ...shows });

/** Tiles that ask a report for the same share its answer, with each other and with the report's own page. */
export const figuresQuery = (report: string, asked: ReportSearch) => {
  const id = ownId(report);
  const queryKey = ["report-figures", report, id === null ? asked : { period: asked.period, compare: asked.compare }];
  return queryOptions({
    queryKey,
    queryFn: (): Promise<Schemas["ReportDocument"]> => paced(queryKey, () => figures(report, id, asked)),
    refetchInterval: REFRESH_MS * 5,
    gcTime: KEPT_MS,
  });
};

function figures(report: string, id: number | null, asked: ReportSearch): Promise<Schemas["ReportDocument"]> {
  if (id === null)
    return body(api.GET("/v1/reports/catalogue/{report}", { params: { path: { report }, query: asked } }));
  const { period, compare } = asked;
  return body(api.GET("/v1/own-reports/{id}/figures", { params: { path: { id }, query: { period, compare } } }));
}

/** The list that shows exactly what was counted; tasks are listed on Today. */
export function rowsLink({ noun, filter }: Rows): LinkProps {
  if (!isNoun(noun)) return linkOptions({ to: "/today" }) as LinkProps;
  return linkOptions({ to: "/$noun", params: { noun }, search: { filter: JSON.stringify(filter) } }) as LinkProps;
}

/** Nothing was ever entered. */
export function isEmptyAgency({
  premium_in_force,
  customers,
  business_by_month,
  claims_by_status,
}: Dashboard): boolean {
  return (
    premium_in_force.policies === 0 &&
    customers.active === 0 &&
    business_by_month.every((month) => month.new_policies === 0 && month.lost_policies === 0) &&
    claims_by_status.every(({ claims }) => claims === 0)
  );
}
