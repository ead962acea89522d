// What can be done with a report: a file, a regular mail, paper, a link.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLink, IconPrinter } from "@tabler/icons-react";
import { useMemo } from "react";

import { usePaletteActions, type PaletteAction } from "@/ui/actions";
import { done, failed } from "@/ui/toasts";

import type { ReportSearch } from "./address";

interface ActionsProps {
  /** As the API calls it: a key of the catalogue, or `own:7`. */
  report: string;
  title: string;
  search: ReportSearch;
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    done("The link is copied", { detail: "It shows the same report to whoever may see it." });
  } catch (error) {
    failed(error, "The link was not copied");
  }
}

export function Actions({ title }: ActionsProps) {
  const offered = useMemo(
    (): PaletteAction[] => [
      { id: "report-link", label: "Copy the link", group: title, icon: IconLink, run: () => void copyLink() },
      { id: "report-print", label: "Print", group: title, icon: IconPrinter, run: () => window.print() },
    ],
    [title],
  );
  usePaletteActions(offered);
  return (
    <>
      <Tooltip label="Copy the link">
        <ActionIcon variant="default" size={36} aria-label="Copy the link" onClick={() => void copyLink()}>
          <IconLink size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Print">
        <ActionIcon variant="default" size={36} aria-label="Print" visibleFrom="sm" onClick={() => window.print()}>
          <IconPrinter size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
