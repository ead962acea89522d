// One entry: what was and what is, side by side, and the way to the record.
import { Button, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { usePersonName } from "@/records/people";
import { DateText } from "@/ui/DateText";
import { Failure, Loading } from "@/ui/states";

import type { AuditSearch } from "./address";
import classes from "./Audit.module.css";
import { actionText, difference, type FieldChange } from "./difference";
import { pageOf, recordText } from "./nouns";
import { entryQuery, type Entry } from "./queries";

interface EntryPanelProps {
  id: number;
  onClose: () => void;
  onFilter: (change: AuditSearch) => void;
}

export function EntryPanel({ id, onClose, onFilter }: EntryPanelProps) {
  const found = useQuery(entryQuery(id));
  const entry = found.data;
  const nameOf = usePersonName();
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="min(560px, 100%)">
      <Drawer.Overlay />
      <Drawer.Content aria-label="Entry of the audit trail">
        <Drawer.Header>
          <Title order={2} size="h3">
            {entry ? `${actionText(entry.action)}: ${recordText(entry.table_name, entry.record_id, nameOf)}` : "…"}
          </Title>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body>
          {found.isPending ? <Loading rows={6} /> : null}
          {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
          {entry ? <Details entry={entry} onFilter={onFilter} /> : null}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

interface DetailsProps {
  entry: Entry;
  onFilter: (change: AuditSearch) => void;
}

function Details({ entry, onFilter }: DetailsProps) {
  const go = useNavigate();
  const nameOf = usePersonName();
  const changes = difference(entry.before, entry.after, nameOf);
  const page = pageOf(entry.table_name, entry.record_id);
  return (
    <Stack gap="lg">
      <Text c="dimmed">
        {entry.actor}, <DateText value={entry.at} />
        {entry.request_id ? ` · request ${entry.request_id}` : ""}
      </Text>
      {changes.length > 0 ? <Changes changes={changes} action={entry.action} /> : <Text>No field changed.</Text>}
      <Group gap="xs">
        {page ? (
          <Button rightSection={<IconArrowRight size={16} />} onClick={() => void go(page)}>
            Open the record
          </Button>
        ) : null}
        {entry.record_id !== null ? (
          <Button
            variant="default"
            leftSection={<IconHistory size={16} />}
            onClick={() => onFilter({ noun: entry.table_name, record: entry.record_id ?? undefined, open: undefined })}
          >
            All about this record
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}

interface ChangesProps {
  changes: FieldChange[];
  action: string;
}

/** A new record has no "before", a deleted one no "after": one column is enough then. */
function Changes({ changes, action }: ChangesProps) {
  const both = changes.some(({ before }) => before !== null) && changes.some(({ after }) => after !== null);
  const twoColumns = both || action === "update";
  return (
    <div className="lg-card">
      <table className={classes["changes"]}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            {twoColumns ? (
              <>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </>
            ) : (
              <th scope="col">Value</th>
            )}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, label, before, after }) => (
            <tr key={field}>
              <th scope="row">{label}</th>
              {twoColumns ? (
                <>
                  <td className={classes["before"]}>{before ?? "–"}</td>
                  <td className={classes["after"]}>{after ?? "–"}</td>
                </>
              ) : (
                <td>{before ?? after}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
