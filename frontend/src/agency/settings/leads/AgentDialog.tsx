// How somebody takes part: turns, how many leads at once, licenses.
import { ActionIcon, Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";
import { DateInput } from "@/ui/inputs/DateInput";
import { STATES } from "@/ui/inputs/states";
import { done } from "@/ui/toasts";

import { orNull, showRefusal } from "../../forms";
import classes from "./Agents.module.css";
import { inputOf } from "./inputOf";
import { licenseProblem } from "./licenses";
import { LINES } from "./lines";
import type { RoutingAgent } from "./queries";

const HEAVIEST = 100;

interface AgentDialogProps {
  agent: RoutingAgent | null;
  onClose: () => void;
}

export function AgentDialog({ agent, onClose }: AgentDialogProps) {
  return (
    <Modal opened={agent !== null} onClose={onClose} title={agent?.name} size="xl">
      {agent ? <AgentForm agent={agent} onClose={onClose} /> : null}
    </Modal>
  );
}

const newRow = () => ({ key: crypto.randomUUID(), state: null, line: null, number: "", expires_on: null });

interface Row {
  key: string;
  state: string | null;
  line: string | null;
  number: string;
  expires_on: string | null;
}

function useAgentForm(agent: RoutingAgent) {
  return useForm({
    initialValues: {
      weight: agent.weight as number | string,
      most_open_leads: (agent.most_open_leads ?? "") as number | string,
      is_available: agent.is_available,
      licenses: agent.licenses.map((one): Row => ({ ...newRow(), ...one, number: one.number ?? "" })),
    },
    validate: {
      weight: (value) =>
        typeof value === "number" && value >= 0 && value <= HEAVIEST ? null : "A whole number from 0 to 100.",
      most_open_leads: (value) => (value === "" || Number(value) >= 1 ? null : "At least 1, or nothing for no limit."),
      licenses: {
        state: (_, all, path) => rowProblem(all.licenses, path, "state"),
        expires_on: (_, all, path) => rowProblem(all.licenses, path, "expires_on"),
      },
    },
  });
}

function rowProblem(rows: Row[], path: string, field: "state" | "expires_on"): string | null {
  const row = rows[Number(path.split(".")[1])];
  if (!row) return null;
  return licenseProblem(field === "state" ? { ...row, expires_on: null } : { ...row, state: "OH" });
}

type Form = ReturnType<typeof useAgentForm>;

function AgentForm({ agent, onClose }: { agent: RoutingAgent; onClose: () => void }) {
  const cache = useQueryClient();
  const form = useAgentForm(agent);
  const save = useMutation({
    mutationFn: ({ weight, most_open_leads, is_available, licenses }: Form["values"]) =>
      body(
        api.PUT("/v1/routing/agents/{user_id}", {
          params: { path: { user_id: agent.user_id } },
          body: {
            weight: Number(weight),
            most_open_leads: most_open_leads === "" ? null : Number(most_open_leads),
            is_available,
            licenses: licenses.map(({ state, line, number, expires_on }) => ({
              state: state ?? "",
              line,
              number: orNull(number),
              expires_on,
            })),
          },
        }),
      ),
    onSuccess: () => {
      done(`${agent.name} saved`);
      onClose();
      return cache.invalidateQueries({ queryKey: ["routing"] });
    },
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <Switch
          label="Takes new leads now"
          description="Switch it off for a vacation; leads in hand stay."
          {...form.getInputProps("is_available", { type: "checkbox" })}
        />
        <Group align="flex-start" grow>
          <NumberInput
            label="Weight"
            description="Twice the weight, twice the turns; 0 is none"
            min={0}
            max={HEAVIEST}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("weight")}
          />
          <NumberInput
            label="Most open leads"
            description="No more when that many are open"
            placeholder="No limit"
            min={1}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("most_open_leads")}
          />
        </Group>
        <Licenses form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Licenses({ form }: { form: Form }) {
  return (
    <div role="group" aria-labelledby="licenses">
      <Text fw={500} size="sm" id="licenses">
        Licenses
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        By state and line; without a line, every line.
      </Text>
      <Stack gap="xs">
        {form.values.licenses.map((row, place) => (
          <LicenseRow key={row.key} form={form} place={place} />
        ))}
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={16} />}
            onClick={() => form.insertListItem("licenses", newRow())}
          >
            Add a license
          </Button>
        </Group>
      </Stack>
    </div>
  );
}

function LicenseRow({ form, place }: { form: Form; place: number }) {
  const field = (name: keyof Row) => form.getInputProps(`licenses.${place}.${name}`);
  const which = `license ${place + 1}`;
  return (
    <div className={classes["license"]}>
      <Select aria-label={`State of ${which}`} placeholder="State" data={STATES} searchable {...field("state")} />
      <Select aria-label={`Line of ${which}`} placeholder="Every line" data={LINES} clearable {...field("line")} />
      <TextInput aria-label={`Number of ${which}`} placeholder="Number" maxLength={64} {...field("number")} />
      <DateInput
        aria-label={`Last day of ${which}`}
        placeholder="Never expires"
        {...inputOf<string | null>(field("expires_on"))}
      />
      <ActionIcon size={36} aria-label={`Remove ${which}`} onClick={() => form.removeListItem("licenses", place)}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}
