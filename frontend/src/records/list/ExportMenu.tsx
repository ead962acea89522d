// The list, or the picked records of it, as a file.
import { ActionIcon, Button, Loader, Menu, Tooltip } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { useMay } from "@/api/session";
import { done, failed } from "@/ui/toasts";

import { download, exportAddress, FORMATS, MOST_IDS, type Format } from "./exporting";
import type { Picked } from "./selection";
import type { ListState } from "./useList";
import { amount } from "./count";

interface ExportMenuProps {
  state: ListState;
  /** Only these; else everything that the list shows. */
  picked?: Picked;
}

const megabytes = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

export function ExportMenu({ state, picked }: ExportMenuProps) {
  const { noun, question, layouts } = state;
  const [bytes, setBytes] = useState<number | null>(null);
  const [everyField, setEveryField] = useState(false);
  const stop = useRef<AbortController | null>(null);

  async function take(format: Format) {
    const fields = everyField ? [] : layouts.layout.map(({ name }) => name);
    const address = exportAddress(noun, format, question, picked ?? null, fields);
    if (!address)
      return failed(
        new Error(`A file holds up to ${amount(MOST_IDS)} records picked one by one, or all that match a filter.`),
        "Too many for a file",
      );
    stop.current = new AbortController();
    setBytes(0);
    try {
      await download(address, `${noun}.${format}`, setBytes, stop.current.signal);
      done("The file is in your downloads");
    } catch (error) {
      if (!stop.current.signal.aborted) failed(error, "The file was not made");
    }
    setBytes(null);
  }

  if (bytes !== null)
    return (
      <Button
        variant="default"
        h={34}
        leftSection={<Loader size={14} />}
        rightSection={<IconX size={14} />}
        onClick={() => stop.current?.abort()}
        aria-label="Stop the download"
        className="lg-number"
      >
        {megabytes.format(bytes / 1_000_000)} MB
      </Button>
    );
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        {picked ? (
          <Button variant="default" size="compact-md" leftSection={<IconDownload size={15} />}>
            Export
          </Button>
        ) : (
          <ActionIcon variant="default" size={34} aria-label="Export">
            <Tooltip label="Export">
              <IconDownload size={18} stroke={1.6} />
            </Tooltip>
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void take(format)}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem checked={everyField} onChange={setEveryField}>
          With every field
        </Menu.CheckboxItem>
        {picked ? null : <ReportItem state={state} />}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What is typed into the search has no place in a report: its criteria are conditions only. */
function ReportItem({ state: { noun, question } }: Pick<ExportMenuProps, "state">) {
  const may = useMay();
  if (!may("own_reports:write") || question.q !== "") return null;
  const filter = question.filter ? JSON.stringify(question.filter) : undefined;
  return (
    <>
      <Menu.Divider />
      <Menu.Item renderRoot={(props) => <Link to="/reports/own/new" search={{ noun, filter }} {...props} />}>
        Make a report of this list
      </Menu.Item>
    </>
  );
}
