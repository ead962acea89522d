// Keys for other programs: what each may do, when it was used, and the way to end it.
import { ActionIcon, Anchor, Badge, Button, Code, Menu, Modal, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconDots, IconKey, IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body, type Schemas } from "@/api/client";
import { useMay, useMe } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Empty, Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { ShownOnce } from "../ShownOnce";
import { Card } from "./Card";
import { NewApiKey } from "./NewApiKey";
import { apiKeysQuery } from "./queries";
import classes from "./Settings.module.css";

type ApiKey = Schemas["ApiKey"];

export function ApiKeysSection() {
  const cache = useQueryClient();
  const found = useQuery(apiKeysQuery);
  const mayChange = useMay()("api_keys:write");
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<Schemas["NewApiKeyText"] | null>(null);
  const keys = found.data?.items ?? [];

  function show(key: Schemas["NewApiKeyText"]) {
    setCreating(false);
    setShown(key);
    void cache.invalidateQueries(apiKeysQuery);
  }

  const add = mayChange ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      New key
    </Button>
  ) : null;
  return (
    <Card
      title="API keys"
      description={
        <>
          A program with a key may do what you may, or less. The{" "}
          <Anchor href="/docs" underline="always">
            API&apos;s documentation
          </Anchor>{" "}
          says how.
        </>
      }
      actions={keys.length > 0 ? add : null}
      flush
    >
      {found.isPending ? <Loading rows={3} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && keys.length === 0 ? (
        <Empty title="No keys yet" icon={IconKey} action={add}>
          Make one for each program, so that each can be ended by itself.
        </Empty>
      ) : null}
      {keys.map((key) => (
        <KeyLine key={key.id} apiKey={key} onNew={mayChange ? show : undefined} />
      ))}
      <Modal opened={creating} onClose={() => setCreating(false)} title="New API key" size="lg">
        <NewApiKey onDone={show} />
      </Modal>
      <Modal opened={shown !== null} onClose={() => setShown(null)} title={shown?.name} closeOnClickOutside={false}>
        {shown ? (
          <ShownOnce label="The key" secret={shown.key}>
            Put it where the program keeps its secrets.
          </ShownOnce>
        ) : null}
      </Modal>
    </Card>
  );
}

interface KeyLineProps {
  apiKey: ApiKey;
  /** Called with the key that takes this one's place. */
  onNew?: (key: Schemas["NewApiKeyText"]) => void;
}

function mayText(scopes: string[] | null): string {
  if (!scopes) return "everything its owner may";
  return scopes.length === 1 ? "1 permission" : `${scopes.length} permissions`;
}

const OVERLAP_HOURS = 24;

function KeyLine({ apiKey, onNew }: KeyLineProps) {
  const { user } = useMe();
  const cache = useQueryClient();
  const path = { key_id: apiKey.id };
  const revoke = useMutation({
    mutationFn: async () => {
      await api.DELETE("/v1/api-keys/{key_id}", { params: { path } });
    },
    onSuccess: () => {
      done("Key revoked");
      return cache.invalidateQueries(apiKeysQuery);
    },
    onError: (error) => failed(error),
  });
  const rotate = useMutation({
    mutationFn: () =>
      body(api.POST("/v1/api-keys/{key_id}/rotate", { params: { path }, body: { overlap_hours: OVERLAP_HOURS } })),
    onSuccess: onNew,
    onError: (error) => failed(error),
  });
  const confirm = () =>
    modals.openConfirmModal({
      title: `Revoke the key ${apiKey.name}?`,
      children: "Programs that use it stop working at once. This cannot be undone.",
      labels: { confirm: "Revoke", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: () => revoke.mutate(),
    });

  return (
    <div className={classes["line"]}>
      <IconKey size={22} stroke={1.5} aria-hidden />
      <div>
        <Text fw={500}>
          {apiKey.name} <Code>{apiKey.prefix}…</Code>
        </Text>
        <Text size="sm" c="dimmed">
          {apiKey.user_id === user?.id ? "" : `${apiKey.username} · `}
          {mayText(apiKey.scopes)} ·{" "}
          {apiKey.last_used_at ? (
            <>
              used <DateText value={apiKey.last_used_at} style="ago" />
            </>
          ) : (
            "never used"
          )}
          {apiKey.expires_at ? (
            <>
              {" "}
              · ends <DateText value={apiKey.expires_at} style="ago" />
            </>
          ) : null}
        </Text>
      </div>
      <KeyState apiKey={apiKey} />
      {onNew && !apiKey.revoked_at ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`Change ${apiKey.name}`} loading={rotate.isPending || revoke.isPending}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => rotate.mutate()}>
              Replace; the old one works for another day
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={confirm}>
              Revoke
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}

function KeyState({ apiKey }: { apiKey: ApiKey }) {
  if (apiKey.revoked_at) return <Badge color="gray">Revoked</Badge>;
  if (apiKey.expires_at && new Date(apiKey.expires_at) < new Date()) return <Badge color="gray">Ended</Badge>;
  return null;
}
