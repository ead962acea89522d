// Two leads side by side, and which of them is kept when they are made one.
import { Button, Group, Modal, Radio, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import { recordQuery } from "@/records/data";
import { usePersonName } from "@/records/people";
import { usePlace } from "@/records/show/place";
import { DateText } from "@/ui/DateText";
import { phoneText } from "@/ui/inputs/phone";
import { words } from "@/ui/StatusBadge";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { useMerging, type Lead } from "../queries";
import { refusalOf, stageOf, stageWord } from "../stage/stages";
import classes from "./CompareDialog.module.css";

interface CompareDialogProps {
  lead: Lead;
  otherId: number | null;
  onClose: () => void;
}

export function CompareDialog({ lead, otherId, onClose }: CompareDialogProps) {
  return (
    <Modal opened={otherId !== null} onClose={onClose} title="Are these one person?" size="lg">
      {otherId === null ? null : <Comparing lead={lead} otherId={otherId} onClose={onClose} />}
    </Modal>
  );
}

type Line = [string, (lead: Lead, nameOf: (id: number | null) => string) => ReactNode];

const at = (lead: Lead, key: string) => (typeof lead.contact_info?.[key] === "string" ? lead.contact_info[key] : "");

const LINES: Line[] = [
  ["Name", (lead) => lead.name],
  ["Phone", (lead) => lead.phone && phoneText(lead.phone)],
  ["E-mail", (lead) => lead.email],
  [
    "Address",
    (lead) => [at(lead, "address_line1"), at(lead, "city"), lead.state, lead.postal_code].filter(Boolean).join(", "),
  ],
  ["Interested in", (lead) => lead.product_interest && words(lead.product_interest)],
  ["Source", (lead) => lead.source && words(lead.source)],
  ["Received", (lead) => <DateText value={lead.received_at} />],
  ["Stage", (lead) => stageWord(stageOf(lead.status))],
  ["Owner", (lead, nameOf) => nameOf(lead.owner_id)],
];

interface ComparingProps {
  lead: Lead;
  otherId: number;
  onClose: () => void;
}

function Comparing({ lead, otherId, onClose }: ComparingProps) {
  const navigate = useNavigate();
  const place = usePlace();
  const nameOf = usePersonName();
  const { data, error: unread, refetch } = useQuery(recordQuery("leads", otherId));
  // The older one is usually the one that was worked on.
  const [keep, setKeep] = useState(() => String(Math.min(lead.id, otherId)));
  const [error, setError] = useState("");
  const { merge, unmerge } = useMerging();

  if (unread) return <Failure error={unread} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Loading the other lead" />;
  const other = data.record;
  const kept = Number(keep);
  const merged = kept === lead.id ? otherId : lead.id;

  async function submit() {
    if (merge.isPending) return;
    setError("");
    try {
      await merge.mutateAsync({ kept, merged });
    } catch (problem) {
      return setError(refusalOf(problem));
    }
    done("The two leads are one", { undo: () => unmerge.mutateAsync(merged) });
    onClose();
    if (kept !== lead.id && place === "page") void navigate({ to: "/$noun/$id", params: { noun: "leads", id: keep } });
  }

  return (
    <Stack>
      <Radio.Group aria-label="Which lead is kept" value={keep} onChange={setKeep}>
        <div className={classes["wide"]}>
          <Table className={classes["table"] ?? ""} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Td />
                {[lead, other].map((each) => (
                  <Table.Th key={each.id} scope="col">
                    <Radio
                      value={String(each.id)}
                      label={each.id === lead.id ? "Keep this lead" : "Keep the other one"}
                      aria-label={`Keep ${each.name || `lead ${each.id}`}, received ${each.received_at.slice(0, 10)}`}
                    />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {LINES.map(([label, show]) => {
                const [mine, theirs] = [show(lead, nameOf), show(other, nameOf)];
                return (
                  <Table.Tr key={label} data-same={mine === theirs || undefined}>
                    <Table.Th scope="row">{label}</Table.Th>
                    <Table.Td>{mine || "–"}</Table.Td>
                    <Table.Td>{theirs || "–"}</Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </div>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        Conversations, notes, tasks, quotes and documents of the other lead move to the one that is kept, and fill what
        it lacks. Consent stays with whom it was given by. It can be taken apart again.
      </Text>
      {error ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Leave them two
        </Button>
        <Button onClick={() => void submit()} loading={merge.isPending}>
          Make them one
        </Button>
      </Group>
    </Stack>
  );
}
