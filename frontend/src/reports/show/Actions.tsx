// What can be done with a report: a file, a regular mail, paper, a link.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconFileDownload, IconLink, IconMail, IconPrinter } from "@tabler/icons-react";
import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";

import { useMay } from "@/api/session";
import { readFilter } from "@/records/list/address";
import { usePaletteActions, type PaletteAction } from "@/ui/actions";
import { done, failed } from "@/ui/toasts";

import { askedOf, type ReportSearch } from "./address";

const ScheduleDialog = lazy(() => import("../schedules").then((module) => ({ default: module.ScheduleDialog })));
const MakeDialog = lazy(() => import("../made").then((module) => ({ default: module.MakeDialog })));

interface ActionsProps {
  /** As the API calls it: a key of the catalogue, or `own:7`. */
  report: string;
  title: string;
  search: ReportSearch;
  /** What is on screen, in words. */
  contents: readonly string[];
  /** What else can be done with this one. */
  children?: ReactNode;
}

type Dialog = "make" | "send";

async function copyLink() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    done("The link is copied", { detail: "It shows the same report to whoever may see it." });
  } catch (error) {
    failed(error, "The link was not copied");
  }
}

export function Actions({ report, title, search, contents, children }: ActionsProps) {
  const may = useMay();
  const mayMake = may("making_reports:write");
  const maySend = may("report_schedules:write");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const asked = { ...askedOf(search), filter: readFilter(search.filter) ?? undefined };
  const close = () => setDialog(null);
  const offered = useMemo((): PaletteAction[] => {
    const make = { id: "report-make", label: "Make a file", icon: IconFileDownload, run: () => setDialog("make") };
    const send = { id: "report-send", label: "Send regularly", icon: IconMail, run: () => setDialog("send") };
    const rest = [
      { id: "report-link", label: "Copy the link", icon: IconLink, run: () => void copyLink() },
      { id: "report-print", label: "Print", icon: IconPrinter, run: () => window.print() },
    ];
    return [...(mayMake ? [make] : []), ...(maySend ? [send] : []), ...rest].map((action) => ({
      ...action,
      group: title,
    }));
  }, [title, mayMake, maySend]);
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
      {children}
      {maySend ? (
        <ActionIcon
          variant="default"
          size={36}
          hiddenFrom="sm"
          aria-label="Send regularly"
          onClick={() => setDialog("send")}
        >
          <IconMail size={18} stroke={1.6} />
        </ActionIcon>
      ) : null}
      {maySend ? (
        <Button
          visibleFrom="sm"
          variant="default"
          leftSection={<IconMail size={17} stroke={1.6} />}
          onClick={() => setDialog("send")}
        >
          Send regularly
        </Button>
      ) : null}
      {mayMake ? (
        <Button leftSection={<IconFileDownload size={17} stroke={1.6} />} onClick={() => setDialog("make")}>
          Make a file
        </Button>
      ) : null}
      <Suspense fallback={null}>
        {dialog === "make" ? (
          <MakeDialog report={report} title={title} asked={asked} contents={contents} onClose={close} />
        ) : null}
        {dialog === "send" ? <ScheduleDialog report={report} title={title} asked={asked} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
