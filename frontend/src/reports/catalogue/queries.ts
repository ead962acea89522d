// Which reports there are: those that come with LeadGen, and those that people put together.
import { queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";

export type Definition = Schemas["ReportDefinition"];
export type OwnReport = Schemas["OwnReport"];

const MANY = 200;

export const catalogueQuery = queryOptions({
  queryKey: ["report-catalogue"],
  queryFn: async () => (await body(api.GET("/v1/reports/catalogue"))).items,
  staleTime: 5 * 60_000,
});

/** One's own and those that others share. */
export const ownReportsQuery = queryOptions({
  queryKey: ["own-reports", "all"],
  queryFn: async () =>
    (await body(api.GET("/v1/own-reports", { params: { query: { sort: "name", page_size: MANY } } }))).items,
});
