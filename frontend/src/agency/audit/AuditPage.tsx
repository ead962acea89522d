// Who changed what, and when. Nothing here can be changed.
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconDownload, IconHistoryOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import { usePersonName } from "@/records/people";
import { DateText } from "@/ui/DateText";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

import { ColumnMenu } from "../table/ColumnMenu";
import { RowsTable } from "../table/RowsTable";
import table from "../table/RowsTable.module.css";
import { useColumns } from "../table/useColumns";
import type { AuditSearch } from "./address";
import { AuditFilters } from "./AuditFilters";
import { columnsFor, USUAL } from "./columns";
import { actionText, summary, type NameOf } from "./difference";
import { EntryPanel } from "./EntryPanel";
import { recordText } from "./nouns";
import { entriesQuery, exportAddress, type Entry } from "./queries";

const LATEST_FIRST = [{ name: "at", descending: true }];

export function AuditPage() {
  const search: AuditSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = (change: Partial<AuditSearch>, replace = false) =>
    void navigate({ to: "/audit", search: { ...search, ...change }, replace });

  const nameOf = usePersonName();
  const { open, ...question } = search;
  const found = useInfiniteQuery(entriesQuery(question));
  const entries = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const first = found.data?.pages[0];
  const total = first?.total ?? null;
  const columns = columnsFor(({ id }) => go({ open: id }), nameOf);
  const chosen = useColumns(
    "audit",
    columns.map(({ name }) => name),
    USUAL,
  );

  return (
    <Page
      title="Audit"
      subtitle={
        total === null
          ? "Every change, and who made it"
          : `${first?.total_is_estimate ? "About " : ""}${total.toLocaleString("en-US")} entries, the latest first`
      }
      fill
      actions={<Export search={question} />}
    >
      <AuditFilters search={search} onChange={(change) => go(change, true)}>
        <ColumnMenu columns={columns} chosen={chosen} />
      </AuditFilters>
      <div className={`lg-card ${table["frame"]}`}>
        <RowsTable
          label="Audit trail"
          columns={columns}
          chosen={chosen}
          rows={entries}
          total={total}
          sort={LATEST_FIRST}
          onSort={() => {}}
          openId={open ?? null}
          onOpen={({ id }) => go({ open: id })}
          card={(entry) => <EntryCard entry={entry} nameOf={nameOf} />}
          query={found}
          empty={
            <Empty
              title="No entry fits"
              icon={IconHistoryOff}
              action={
                <Button variant="default" onClick={() => void navigate({ to: "/audit", search: {} })}>
                  Show all
                </Button>
              }
            >
              Take a filter away, or look further back.
            </Empty>
          }
        />
      </div>
      {open ? <EntryPanel id={open} onClose={() => go({ open: undefined })} onFilter={(change) => go(change)} /> : null}
    </Page>
  );
}

interface EntryCardProps {
  entry: Entry;
  nameOf: NameOf;
}

function EntryCard({ entry, nameOf }: EntryCardProps) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={500} truncate>
          {actionText(entry.action)}: {recordText(entry.table_name, entry.record_id, nameOf)}
        </Text>
        <Text size="sm" c="dimmed" flex="0 0 auto">
          <DateText value={entry.at} style="ago" />
        </Text>
      </Group>
      <Text size="sm" c="dimmed" truncate>
        {entry.actor}
      </Text>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {summary(entry.before, entry.after, nameOf)}
      </Text>
    </>
  );
}

function Export({ search }: { search: AuditSearch }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={exportAddress(search, "csv")} download>
          As CSV
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress(search, "xlsx")} download>
          As Excel
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
