// Figures are plain links, of which a report has thousands: a click on one is followed without loading the page anew.
import { useNavigate } from "@tanstack/react-router";
import { useCallback, type MouseEvent } from "react";

import type { Behind } from "./document";

/** The address of the records behind a figure. */
export const hrefOf = ({ noun, filter }: Behind): string => `/${noun}?filter=${encodeURIComponent(filter)}`;

/** For the element around the links; other buttons and keys are the browser's. */
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
