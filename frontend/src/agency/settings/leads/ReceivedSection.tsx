// What was received at the doors and forms, and what could not become a lead.
import { Anchor, Badge, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Empty, Failure, Loading } from "@/ui/states";
import { StatusBadge } from "@/ui/StatusBadge";
import { done, failed } from "@/ui/toasts";

import { Card } from "../Card";
import classes from "./Leads.module.css";
import { formsQuery, sourcesQuery, type Payload } from "./queries";
import { KINDS } from "./words";

type Status = Payload["status"];

const PAGE = 25;
const WATCH_MS = 15_000;
const STATUSES: { value: Status | "all"; label: string }[] = [
  { value: "failed", label: "Failed" },
  { value: "ignored", label: "Put aside" },
  { value: "received", label: "Waiting" },
  { value: "processed", label: "Leads" },
  { value: "all", label: "All" },
];

function usePayloads(status: Status | "all", account: string | null) {
  return useInfiniteQuery({
    queryKey: ["intake", "payloads", status, account],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/v1/intake/payloads", {
          params: {
            query: {
              status: status === "all" ? undefined : status,
              account: account ?? undefined,
              before: pageParam,
              limit: PAGE,
            },
          },
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.id),
    meta: { nouns: ["leads"] },
    refetchInterval: WATCH_MS,
  });
}

/** The names of doors and forms by the keys in their addresses. */
function useDoors(): Record<string, string> {
  const sources = useQuery(sourcesQuery).data?.items ?? [];
  const forms = useQuery(formsQuery).data?.items ?? [];
  return Object.fromEntries([...sources, ...forms].map(({ key, name }) => [key, name]));
}

export function ReceivedSection() {
  const [status, setStatus] = useState<Status | "all">("failed");
  const [account, setAccount] = useState<string | null>(null);
  const doors = useDoors();
  const found = usePayloads(status, account);
  const payloads = found.data?.pages.flatMap(({ items }) => items) ?? [];

  return (
    <Card
      title="What came in"
      description="Everything is kept before it is acknowledged. What failed can be tried again after its door was mended."
      flush
    >
      <Group px={20} pb="md" gap="sm">
        <SegmentedControl
          aria-label="What became of it"
          data={STATUSES}
          value={status}
          onChange={setStatus}
          style={{ flexWrap: "wrap" }}
        />
        <Select
          aria-label="Door or form"
          placeholder="Every door and form"
          data={Object.entries(doors).map(([value, label]) => ({ value, label }))}
          value={account}
          onChange={setAccount}
          searchable
          clearable
          w={240}
        />
      </Group>
      {found.isPending ? <Loading rows={5} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && payloads.length === 0 ? (
        <Empty title={status === "failed" ? "Nothing failed" : "Nothing here"} icon={IconInbox}>
          {status === "failed"
            ? "Everything that came could be read."
            : "What comes through doors and forms is listed here."}
        </Empty>
      ) : null}
      <ul className={classes["rows"]}>
        {payloads.map((payload) => (
          <PayloadRow key={payload.id} payload={payload} door={doors[payload.account]} />
        ))}
      </ul>
      {found.hasNextPage ? (
        <Group justify="center" p="md">
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show older ones
          </Button>
        </Group>
      ) : null}
    </Card>
  );
}

const KIND_WORDS: Record<string, string> = {
  ...Object.fromEntries(Object.entries(KINDS).map(([kind, { label }]) => [kind, label])),
  web_form: "Web form",
};
const WHY: Record<string, string> = {
  trap_filled: "A program filled in the field that people do not see.",
  mark_forged: "It did not come from the form as it was handed out.",
  too_fast: "It was sent faster than anybody types.",
};
const STATUS_WORDS: Record<Status, string> = {
  received: "pending",
  processed: "done",
  ignored: "put_aside",
  failed: "failed",
};

function PayloadRow({ payload, door }: { payload: Payload; door: string | undefined }) {
  return (
    <li className={`${classes["row"]} ${classes["plain"]}`}>
      <Stack gap={2}>
        <Group gap="xs">
          <Text fw={500}>{door ?? "A door that is gone"}</Text>
          <StatusBadge value={STATUS_WORDS[payload.status]} />
          {payload.is_test ? <Badge color="gray">Test</Badge> : null}
        </Group>
        <Text size="sm" c="dimmed">
          {KIND_WORDS[payload.kind] ?? payload.kind} · <DateText value={payload.received_at} style="ago" /> · number{" "}
          <span className="lg-number">{payload.external_id.slice(0, 20)}</span>
        </Text>
        {payload.error ? (
          <Text size="sm" c={payload.status === "failed" ? "var(--mantine-color-error)" : "dimmed"}>
            {WHY[payload.error] ?? payload.error}
          </Text>
        ) : null}
        {payload.is_kept ? null : (
          <Text size="sm" c="dimmed">
            Its content has expired.
          </Text>
        )}
      </Stack>
      <PayloadActions payload={payload} />
    </li>
  );
}

function PayloadActions({ payload }: { payload: Payload }) {
  const cache = useQueryClient();
  const may = useMay();
  const retry = useMutation({
    mutationFn: () =>
      body(api.POST("/v1/intake/payloads/{payload_id}/retry", { params: { path: { payload_id: payload.id } } })),
    onSuccess: () => done("On its way again", { detail: "Look under “All” for what became of it." }),
    onError: (error) => failed(error),
    onSettled: () => cache.invalidateQueries({ queryKey: ["intake"] }),
  });
  const word = payload.status === "ignored" ? "It was a person" : "Try again";
  const again = payload.is_kept && (payload.status === "failed" || payload.status === "ignored");
  return (
    <div className={classes["actions"]}>
      {payload.lead_id === null ? null : (
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => (
            <Link to="/$noun/$id" params={{ noun: "leads", id: String(payload.lead_id) }} {...props} />
          )}
        >
          Open the lead
        </Anchor>
      )}
      {again && may("lead_sources:write") ? (
        <Button
          variant="default"
          size="compact-sm"
          loading={retry.isPending}
          aria-label={`${word}: number ${payload.external_id.slice(0, 20)}`}
          onClick={() => retry.mutate()}
        >
          {word}
        </Button>
      ) : null}
    </div>
  );
}
