// The ways to a report, and from its figures to the records behind them.
import { linkOptions, useNavigate, type LinkProps } from "@tanstack/react-router";
import { useCallback, type MouseEvent } from "react";

import type { ReportSearch } from "./address";
import type { Behind } from "./document";

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

/** The address of the records behind a figure. */
export const hrefOf = ({ noun, filter }: Behind): string => `/${noun}?filter=${encodeURIComponent(filter)}`;

/** The same for a link of the router. */
export const linkOf = ({ noun, filter }: Behind): LinkProps =>
  linkOptions({ to: "/$noun", params: { noun }, search: { filter } }) as LinkProps;

/** For the element around plain links, of which a report has thousands: a click is followed without loading the page
 * anew; other buttons and keys are the browser's. */
export function useFollow(): (event: MouseEvent) => void {
  const go = useNavigate();
  return useCallback(
    (event: MouseEvent) => {
      const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-noun]");
      if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const filter = new URL(link.href).searchParams.get("filter") ?? "";
      void go({ to: "/$noun", params: { noun: link.dataset["noun"] ?? "" }, search: { filter } });
    },
    [go],
  );
}
