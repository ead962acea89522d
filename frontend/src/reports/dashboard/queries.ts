// What stands on a dashboard, its figures, and the addresses of the rows behind them.
import { queryOptions } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";

import { api, body, type Schemas } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { isNoun } from "@/records/nouns";
import type { Whose } from "@/ui/WhoseSwitch";

import { reportSearch, type ReportSearch } from "../show/address";
import { linkOf, ownId } from "../show/links";
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

/** What a tile asks of its report. */
export const askedOf = (shows: Shows): ReportSearch => reportSearch({ ...shows });

/**
 * Tiles that ask a report for the same share its answer. tables: those that they show, so that no others are counted;
 * null are all, as on the report's own page, which shares that answer.
 */
export const figuresQuery = (report: string, asked: ReportSearch, tables: readonly string[] | null = null) => {
  const id = ownId(report);
  const said = id === null ? asked : { period: asked.period, compare: asked.compare };
  const queryKey = ["report-figures", report, said, ...(tables && id === null ? [tables] : [])];
  return queryOptions({
    queryKey,
    queryFn: (): Promise<ReportDocument> =>
      paced(queryKey, () => (id === null ? figures(report, asked, tables) : ownFigures(id, asked))),
    refetchInterval: REFRESH_MS * 5,
    gcTime: KEPT_MS,
  });
};

type ReportDocument = Schemas["ReportDocument"];

async function figures(report: string, asked: ReportSearch, tables: readonly string[] | null): Promise<ReportDocument> {
  const counted = (only?: string) =>
    body(
      api.GET("/v1/reports/catalogue/{report}", { params: { path: { report }, query: { ...asked, tables: only } } }),
    );
  if (!tables) return counted();
  try {
    return await counted(tables.join(","));
  } catch (error) {
    // One of them is gone: the others are shown all the same.
    if (error instanceof ProblemError && error.problem.errors?.some(({ pointer }) => pointer === "?tables"))
      return counted();
    throw error;
  }
}

const ownFigures = (id: number, { period, compare }: ReportSearch): Promise<ReportDocument> =>
  body(api.GET("/v1/own-reports/{id}/figures", { params: { path: { id }, query: { period, compare } } }));

/** Which tables of a report are shown by the tiles that ask it for the same; null when one takes what comes first. */
export function sharedTables(
  tiles: readonly Tile[],
  asking: (shows: Shows) => ReportSearch | null,
): (shows: Shows) => readonly string[] | null {
  const nameOf = (shows: Shows) => JSON.stringify([shows.report, asking(shows)]);
  const shared = new Map<string, Set<string | null>>();
  for (const { shows } of tiles) {
    if (!shows) continue;
    const tables = shared.get(nameOf(shows)) ?? new Set();
    shared.set(nameOf(shows), tables.add(shows.table));
  }
  return (shows) => {
    const tables = [...(shared.get(nameOf(shows)) ?? [null])];
    return tables.some((table) => table === null) ? null : tables.map(String).toSorted();
  };
}

/** The list that shows exactly what was counted; tasks are listed on Today. */
export function rowsLink({ noun, filter }: Rows): LinkProps {
  if (!isNoun(noun)) return { to: "/today" };
  return linkOf({ noun, filter: JSON.stringify(filter) });
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
