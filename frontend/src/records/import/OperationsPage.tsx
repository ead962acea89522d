// Everything that changed many records: who, when, what became of it, and the way back.
import { Badge, Group, Pagination, Select, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { DateText } from "@/ui/DateText";
import { Page } from "@/ui/Page";
import { Empty, Failure, Loading } from "@/ui/states";

import { usePersonName } from "../people";
import { isRunning, useOperation, type OperationSummary } from "../operations";
import { operationsQuery, PAGE_SIZE, type OperationKind } from "./data";
import classes from "./Import.module.css";
import { OperationDetails } from "./OperationDetails";
import { OperationProgress } from "./OperationProgress";
import { countsOf, number, nounsText, titleOf } from "./words";

const KINDS: { value: OperationKind | ""; label: string }[] = [
  { value: "", label: "Everything" },
  { value: "import", label: "Imports" },
  { value: "bulk_update", label: "Changes" },
  { value: "bulk_delete", label: "Deletions" },
  { value: "bulk_create", label: "Additions" },
  { value: "revert", label: "Undone" },
];

export function OperationsPage() {
  const [kind, setKind] = useState<OperationKind | null>(null);
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(operationsQuery(kind, page));

  return (
    <Page
      title="Imports and changes"
      subtitle="Everything that changed many records at once, and can be taken back"
      actions={
        <Select
          aria-label="Kind"
          data={KINDS}
          value={kind ?? ""}
          onChange={(chosen) => {
            setKind(chosen || null);
            setPage(1);
          }}
          allowDeselect={false}
          w={150}
        />
      }
    >
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data?.items.length === 0 ? (
        <Empty title="Nothing here yet">
          Imports, bulk changes and deletions of lists appear here, with their undo.
        </Empty>
      ) : null}
      {data && data.items.length > 0 ? (
        <ul className={`lg-card ${classes["operations"] ?? ""}`}>
          {data.items.map((operation) => (
            <OperationItem key={operation.id} operation={operation} />
          ))}
        </ul>
      ) : null}
      {data && data.total > PAGE_SIZE ? (
        <Pagination
          total={Math.ceil(data.total / PAGE_SIZE)}
          value={page}
          onChange={setPage}
          getControlProps={(control) => ({
            "aria-label": { first: "First page", previous: "Page before", next: "Next page", last: "Last page" }[
              control
            ],
          })}
        />
      ) : null}
    </Page>
  );
}

function OperationItem({ operation }: { operation: OperationSummary }) {
  const [opened, setOpened] = useState(false);
  const nameOf = usePersonName();
  const running = isRunning(operation);
  const counts = countsOf(operation);
  const details = `operation-${operation.id}`;
  return (
    <li>
      <UnstyledButton
        className={classes["operation"]}
        onClick={() => setOpened(!opened)}
        aria-expanded={opened}
        aria-controls={opened ? details : undefined}
      >
        <IconChevronRight size={16} aria-hidden className={classes["chevron"]} data-opened={opened || undefined} />
        <div className={classes["what"]}>
          <Text size="sm" fw={550}>
            {titleOf(operation)}
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {operation.kind === "import" ? `into ${nounsText(operation.noun)} · ` : ""}
            {operation.created_by === null ? "at the command line" : nameOf(operation.created_by)} ·{" "}
            <DateText value={operation.created_at} style="ago" />
          </Text>
        </div>
        <Text size="sm" className={`lg-number ${classes["counts"] ?? ""}`}>
          {counts.map(({ label, count }) => `${number(count)} ${label}`).join(", ")}
        </Text>
        <Status operation={operation} />
      </UnstyledButton>
      {running ? (
        <div className={classes["details"]}>
          <OperationProgress operation={operation} doing="Working" />
        </div>
      ) : null}
      {opened && !running ? (
        <div id={details} className={classes["details"]}>
          <Details id={operation.id} />
        </div>
      ) : null}
    </li>
  );
}

const STATUS: Record<OperationSummary["status"], [word: string, colour: string]> = {
  pending: ["Waiting", "yellow"],
  running: ["Running", "blue"],
  completed: ["Done", "green"],
  failed: ["Failed", "red"],
  reverting: ["Being undone", "yellow"],
  reverted: ["Undone", "gray"],
};

function Status({ operation }: { operation: OperationSummary }) {
  const [word, colour] = STATUS[operation.status];
  return (
    <Group className={classes["status"]} justify="flex-end">
      <Badge variant="dot" color={colour} tt="none" fw={500} size="sm" radius="sm">
        {operation.dry_run && operation.status === "completed" ? "Only checked" : word}
      </Badge>
    </Group>
  );
}

function Details({ id }: { id: number }) {
  const { data, error, refetch } = useOperation(id);
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  return (
    <Stack gap="xs">
      <OperationDetails operation={data} />
    </Stack>
  );
}
