// One door: what it is called, how it speaks, its secrets, and what to tell the vendor.
import { Button, Drawer, Group, SimpleGrid, Select, Stack, Switch, Tabs, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { CentsInput } from "@/ui/inputs/MoneyInput";
import { done } from "@/ui/toasts";

import { orNull, showRefusal } from "../../../forms";
import { inputOf } from "../inputOf";
import { LINES } from "../lines";
import { Locked } from "../Locked";
import { asRead, useDelete, type Source, type SourceKind } from "../queries";
import { KINDS } from "../words";
import { configOf, rowsOf, type Config, type ConfigRows } from "./config";
import { ConfigFields } from "./ConfigFields";
import { JsonEditor } from "./JsonEditor";
import { SecretFields } from "./SecretFields";
import { TrialPanel } from "./TrialPanel";
import { VendorPanel } from "./VendorPanel";

interface SourceDrawerProps {
  /** Null for a new one. */
  source: Source | null;
  /** Null while none is open. */
  kind: SourceKind | null;
  onMade: (id: number) => void;
  onClose: () => void;
}

export function SourceDrawer({ source, kind, onMade, onClose }: SourceDrawerProps) {
  return (
    <Drawer
      opened={kind !== null}
      onClose={onClose}
      position="right"
      size="min(760px, 100%)"
      title={source ? source.name : kind ? `New door: ${KINDS[kind].label}` : ""}
    >
      {kind && source ? <Door source={source} onClose={onClose} key={source.id} /> : null}
      {kind && !source ? (
        <SourceForm source={null} kind={kind} onSaved={({ id }) => onMade(id)} onClose={onClose} />
      ) : null}
    </Drawer>
  );
}

/** A new door first needs its secrets and a word to the vendor. */
function Door({ source, onClose }: { source: Source; onClose: () => void }) {
  const mayChange = useMay()("lead_sources:write");
  const [tab, setTab] = useState<string | null>(source.has_secrets ? "settings" : "vendor");
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
        <Tabs.Tab value="vendor">Address and secrets</Tabs.Tab>
        {mayChange ? <Tabs.Tab value="trial">Try it</Tabs.Tab> : null}
      </Tabs.List>
      <Tabs.Panel value="settings">
        <SourceForm source={source} kind={source.kind} onClose={onClose} key={source.version} />
      </Tabs.Panel>
      <Tabs.Panel value="vendor">
        <Stack gap="lg">
          <VendorPanel source={source} />
          {mayChange ? <SecretFields source={source} /> : null}
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="trial">
        <TrialPanel source={source} />
      </Tabs.Panel>
    </Tabs>
  );
}

interface SourceFormProps {
  source: Source | null;
  kind: SourceKind;
  onSaved?: (source: Source) => void;
  onClose: () => void;
}

interface Values extends Record<string, unknown> {
  name: string;
  source: string;
  product_interest: string | null;
  cost_cents: number | null;
  is_active: boolean;
  rows: ConfigRows;
}

function SourceForm({ source, kind, onSaved, onClose }: SourceFormProps) {
  const cache = useQueryClient();
  const mayChange = useMay()("lead_sources:write");
  const before = (source?.config ?? {}) as Config;
  /** Null while the rows are what counts. */
  const [json, setJson] = useState<Config | null>(null);
  const form = useForm<Values>({
    initialValues: {
      name: source?.name ?? "",
      source: source?.source ?? "",
      product_interest: source?.product_interest ?? null,
      cost_cents: source?.cost_cents ?? null,
      is_active: source?.is_active ?? true,
      rows: rowsOf(before),
    },
    validate: {
      name: (value) => (value.trim() ? null : "A door needs a name."),
      rows: (rows) => (kind === "adf_mailbox" && !json && !(rows.host.trim() && rows.username.trim()) ? "host" : null),
    },
  });
  const save = useMutation({
    mutationFn: ({ rows, ...values }: Values) => {
      const fields = {
        ...values,
        name: values.name.trim(),
        source: orNull(values.source),
        config: json ?? configOf(kind, rows, before),
      };
      return source
        ? body(
            api.PATCH("/v1/lead-sources/{id}", {
              params: { path: { id: source.id }, header: asRead(source) },
              body: fields,
            }),
          )
        : body(api.POST("/v1/lead-sources", { body: { ...fields, kind } }));
    },
    onSuccess: async (saved) => {
      done(source ? "Door saved" : "Door opened");
      await cache.invalidateQueries({ queryKey: ["lead-sources"] });
      onSaved?.(saved as Source);
    },
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Locked unless={mayChange}>
        <Stack>
          <TextInput
            label="Name"
            description="Of the vendor or campaign, for your own eyes"
            maxLength={255}
            data-autofocus
            {...form.getInputProps("name")}
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              label="Source of its leads"
              description="As reports name it"
              placeholder={kind}
              maxLength={64}
              {...form.getInputProps("source")}
            />
            <Select
              label="Interested in"
              description="Where a lead says nothing"
              placeholder="Unknown"
              data={LINES}
              clearable
              {...form.getInputProps("product_interest")}
            />
            <CentsInput
              label="Cost of a lead"
              description="For the source report"
              placeholder="$18"
              {...inputOf<number | null>(form.getInputProps("cost_cents"))}
            />
          </SimpleGrid>
          {json === null ? <ConfigFields kind={kind} form={form as never} /> : null}
          <JsonEditor
            value={json}
            start={() => configOf(kind, form.values.rows, before)}
            onChange={setJson}
            onLeave={(config) => {
              form.setFieldValue("rows", rowsOf(config));
              setJson(null);
            }}
          />
          <Switch
            label="Open"
            description="A closed door answers that it is not there."
            {...form.getInputProps("is_active", { type: "checkbox" })}
          />
          {mayChange ? (
            <Group justify="space-between">
              {source ? <DeleteSource source={source} onDone={onClose} /> : <span />}
              <Group gap="xs">
                <Button variant="default" onClick={onClose}>
                  Close
                </Button>
                <Button type="submit" loading={save.isPending}>
                  {source ? "Save" : "Open the door"}
                </Button>
              </Group>
            </Group>
          ) : null}
        </Stack>
      </Locked>
    </form>
  );
}

function DeleteSource({ source, onDone }: { source: Source; onDone: () => void }) {
  const remove = useDelete("lead-sources");
  const confirm = () =>
    modals.openConfirmModal({
      title: `Delete the door ${source.name}?`,
      children:
        "Its address stops working at once. Leads that came through it stay. To stop for a while, close it instead.",
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate({ id: source.id, name: source.name }, { onSuccess: onDone }),
    });
  return (
    <Button variant="subtle" color="red" onClick={confirm} loading={remove.isPending}>
      Delete
    </Button>
  );
}
