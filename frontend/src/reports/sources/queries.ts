// The source report, and the addresses of the leads behind its figures.
import { queryOptions } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";

import { api, body, type Schemas } from "@/api/client";

import { linkOf } from "../show/links";
import type { LeadsBehind, Line } from "./figures";
import type { Span } from "./periods";

export type SourceReport = Schemas["SourceReport"];
export type By = "source" | "agent";

const REFRESH_MS = 60_000;

/** commission: what the agency earns of a first year's premium, in percent. */
export const sourcesQuery = (span: Span | null, by: By, commission: number) =>
  queryOptions({
    queryKey: ["source-report", span?.from ?? "", span?.to ?? "", by, commission],
    queryFn: () =>
      body(
        api.GET("/v1/leads/source-report", {
          params: { query: { from: span?.from ?? "", to: span?.to ?? "", by, commission: commission / 100 } },
        }),
      ),
    enabled: span !== null,
    // Whoever won a lead looks here whether it moved the figures.
    staleTime: 0,
    refetchInterval: REFRESH_MS,
  });

/** The list of exactly the leads that were counted. */
export const leadsLink = (rows: Line["rows"], which: LeadsBehind): LinkProps =>
  linkOf({ noun: "leads", filter: JSON.stringify(rows[which]) });
