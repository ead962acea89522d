// The figures of the dashboard, and the addresses of the rows behind them.
import { queryOptions } from "@tanstack/react-query";
import { linkOptions, type LinkProps } from "@tanstack/react-router";

import { api, body, type Schemas } from "@/api/client";
import { isNoun } from "@/records/nouns";
import type { Whose } from "@/ui/WhoseSwitch";

export type Dashboard = Schemas["Dashboard"];
export type Rows = Schemas["Rows"];

const REFRESH_MS = 60_000;

/** Counted again every minute rather than after every change: a bulk change would ask a thousand times. */
export const dashboardQuery = (whose: Whose, months: number) =>
  queryOptions({
    queryKey: ["dashboard", whose, months],
    queryFn: () => body(api.GET("/v1/dashboard", { params: { query: { whose, months } } })),
    refetchInterval: REFRESH_MS,
  });

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
