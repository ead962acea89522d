// One rule: which leads, to whom, and what happens when nobody answers.
import {
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { api, body } from "@/api/client";
import { fieldsQuery } from "@/records/data";
import type { Criteria } from "@/ui/criteria/words";
import { PersonSelect } from "@/ui/inputs/PersonSelect";
import { Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { showRefusal } from "../../forms";
import { inputOf } from "./inputOf";
import { asRead, type Rule } from "./queries";
import { useRuleNames, useTeams } from "./useRuleNames";
import { ruleText } from "./words";

const CriteriaBuilder = lazy(() =>
  import("@/ui/criteria/CriteriaBuilder").then((module) => ({ default: module.CriteriaBuilder })),
);

const LONGEST_MINUTES = 10_080;
const MOST_TIMES = 20;

interface RuleDialogProps {
  /** Null for a new one. */
  rule: Rule | null;
  opened: boolean;
  /** Of a new one. */
  position: number;
  onClose: () => void;
}

export function RuleDialog({ rule, opened, position, onClose }: RuleDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={rule ? "Change the rule" : "New rule"} size="xl">
      {opened ? <RuleForm rule={rule} position={position} onClose={onClose} /> : null}
    </Modal>
  );
}

type Target = "agents" | "team" | "person";

const targetOf = (rule: Rule | null): Target => (rule?.user_id ? "person" : rule?.team_id ? "team" : "agents");

function useRuleForm(rule: Rule | null) {
  return useForm({
    initialValues: {
      name: rule?.name ?? "",
      applies_to: (rule?.applies_to ?? null) as Criteria | null,
      target: targetOf(rule),
      team_id: rule?.team_id ?? null,
      user_id: rule?.user_id ?? null,
      needs_license: rule?.needs_license ?? true,
      respond_within_minutes: (rule?.respond_within_minutes ?? 15) as number | string,
      most_reassignments: (rule?.most_reassignments ?? 2) as number | string,
      escalate_to: rule?.escalate_to ?? null,
    },
    validate: {
      name: (value) => (value.trim() ? null : "A rule needs a name."),
      team_id: (value, all) => (all.target === "team" && value === null ? "Choose a team." : null),
      user_id: (value, all) => (all.target === "person" && value === null ? "Choose somebody." : null),
      respond_within_minutes: (value) =>
        typeof value === "number" && value >= 1 && value <= LONGEST_MINUTES ? null : "From 1 minute to a week.",
      most_reassignments: (value) =>
        typeof value === "number" && value >= 0 && value <= MOST_TIMES ? null : "From 0 to 20.",
    },
  });
}

type Values = ReturnType<typeof useRuleForm>["values"];

/** What is sent: only the target that was chosen counts. */
function fieldsOf({ target, ...values }: Values) {
  return {
    ...values,
    name: values.name.trim(),
    team_id: target === "team" ? values.team_id : null,
    user_id: target === "person" ? values.user_id : null,
    respond_within_minutes: Number(values.respond_within_minutes),
    most_reassignments: Number(values.most_reassignments),
  };
}

function RuleForm({ rule, position, onClose }: Omit<RuleDialogProps, "opened">) {
  const cache = useQueryClient();
  const form = useRuleForm(rule);
  const names = useRuleNames();
  const save = useMutation({
    mutationFn: (values: Values) =>
      rule
        ? body(
            api.PATCH("/v1/routing-rules/{id}", {
              params: { path: { id: rule.id }, header: asRead(rule) },
              body: fieldsOf(values),
            }),
          )
        : body(api.POST("/v1/routing-rules", { body: { ...fieldsOf(values), position } })),
    onSuccess: () => {
      done(rule ? "Rule saved" : "Rule created");
      onClose();
    },
    onError: (error) => showRefusal(form, error),
    onSettled: () => cache.invalidateQueries({ queryKey: ["routing-rules"] }),
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps("name")} />
        <Which value={form.values.applies_to} onChange={(value) => form.setFieldValue("applies_to", value)} />
        <Whom form={form} />
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <NumberInput
            label="To be answered within"
            description="Minutes of office hours"
            suffix=" minutes"
            min={1}
            max={LONGEST_MINUTES}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("respond_within_minutes")}
          />
          <NumberInput
            label="When nobody answers, hand on"
            description="To the next who is free"
            suffix=" times"
            min={0}
            max={MOST_TIMES}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("most_reassignments")}
          />
          <PersonSelect
            label="Then tell"
            description="They get an urgent task"
            {...inputOf<number | null>(form.getInputProps("escalate_to"))}
          />
        </Group>
        <Text size="sm" c="dimmed" role="status">
          {ruleText(fieldsOf(form.values), names)}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {rule ? "Save" : "Create"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WhichProps {
  value: Criteria | null;
  onChange: (value: Criteria | null) => void;
}

function Which({ value, onChange }: WhichProps) {
  const fields = useQuery(fieldsQuery("leads")).data?.fields;
  return (
    <div role="group" aria-labelledby="which-leads">
      <Text fw={500} size="sm" mb={4} id="which-leads">
        Which leads
      </Text>
      <Suspense fallback={<Loading rows={2} />}>
        {fields ? <CriteriaBuilder fields={fields} value={value} onChange={onChange} /> : <Loading rows={2} />}
      </Suspense>
    </div>
  );
}

function Whom({ form }: { form: ReturnType<typeof useRuleForm> }) {
  const teams = useTeams().map(({ id, name }) => ({ value: String(id), label: name }));
  const { target, team_id } = form.values;
  return (
    <Stack gap="xs">
      <Text fw={500} size="sm" id="to-whom">
        To whom
      </Text>
      <Group align="flex-start">
        <SegmentedControl
          aria-labelledby="to-whom"
          data={[
            { value: "agents", label: "All agents" },
            { value: "team", label: "A team" },
            { value: "person", label: "One person" },
          ]}
          {...form.getInputProps("target")}
        />
        {target === "team" ? (
          <Select
            aria-label="Team"
            placeholder="Choose a team"
            data={teams}
            searchable
            flex="1 1 200px"
            value={team_id === null ? null : String(team_id)}
            error={form.errors["team_id"]}
            onChange={(id) => form.setFieldValue("team_id", id === null ? null : Number(id))}
          />
        ) : null}
        {target === "person" ? (
          <div style={{ flex: "1 1 200px" }}>
            <PersonSelect aria-label="Person" {...inputOf<number | null>(form.getInputProps("user_id"))} />
          </div>
        ) : null}
      </Group>
      <Switch
        label="Only to those licensed for the state and line"
        description="A lead without a state is given without that check."
        {...form.getInputProps("needs_license", { type: "checkbox" })}
      />
    </Stack>
  );
}
