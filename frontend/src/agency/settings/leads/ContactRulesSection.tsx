// When and how often the agency contacts people, within the law.
import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { STATES } from "@/ui/inputs/states";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { showRefusal } from "../../forms";
import { Card } from "../Card";
import classes from "./Leads.module.css";
import { Locked } from "./Locked";
import { contactRulesQuery, type ContactRules } from "./queries";
import { AddRow, RemoveRow } from "./sources/PairTable";
import { newKey } from "./sources/config";
import { minuteOf } from "./words";

export function ContactRulesSection() {
  const found = useQuery(contactRulesQuery);
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={10} />;
  return <RulesForm rules={found.data} key={JSON.stringify(found.data)} />;
}

const DAYS = { weekday: "Monday to Friday", saturday: "Saturday", sunday: "Sunday", holiday: "Federal holidays" };
type Day = keyof typeof DAYS;
const NAMES = Object.keys(DAYS) as Day[];

interface Hours {
  open: boolean;
  from: string;
  to: string;
}

/** `24:00`, the end of the day, is midnight to an input for a time of day. */
const hoursOf = (pair: readonly string[] | null): Hours => ({
  open: pair !== null,
  from: pair?.[0] ?? "09:00",
  to: pair?.[1] === "24:00" ? "00:00" : (pair?.[1] ?? "20:00"),
});

const pairOf = ({ open, from, to }: Hours): [string, string] | null =>
  open ? [from, to === "00:00" ? "24:00" : to] : null;

function hoursProblem({ open, from, to }: Hours): string | null {
  if (!open) return null;
  const [begin, end] = [minuteOf(from), minuteOf(to, true)];
  if (begin === null || end === null) return "Write both times.";
  return begin < end ? null : "The first time comes before the second.";
}

function useRulesForm(rules: ContactRules) {
  return useForm({
    initialValues: {
      weekday: hoursOf(rules.hours.weekday),
      saturday: hoursOf(rules.hours.saturday),
      sunday: hoursOf(rules.hours.sunday),
      holiday: hoursOf(rules.hours.holiday),
      attempts_per_day: rules.attempts_per_day as number | string,
      attempts_per_week: rules.attempts_per_week as number | string,
      revoke_all: rules.revoke_all,
      floors: Object.entries(rules.consent_floor).map(([state, floor]) => ({ key: newKey(), state, floor })),
    },
    validate: {
      weekday: hoursProblem,
      saturday: hoursProblem,
      sunday: hoursProblem,
      holiday: hoursProblem,
      attempts_per_day: (value) => (Number(value) >= 1 && Number(value) <= 50 ? null : "From 1 to 50."),
      attempts_per_week: (value) => (Number(value) >= 1 && Number(value) <= 200 ? null : "From 1 to 200."),
    },
  });
}

type Form = ReturnType<typeof useRulesForm>;

function sent(values: Form["values"]) {
  const { floors, attempts_per_day, attempts_per_week, revoke_all, ...hours } = values;
  return {
    hours: {
      weekday: pairOf(hours.weekday),
      saturday: pairOf(hours.saturday),
      sunday: pairOf(hours.sunday),
      holiday: pairOf(hours.holiday),
    },
    attempts_per_day: Number(attempts_per_day),
    attempts_per_week: Number(attempts_per_week),
    revoke_all,
    consent_floor: Object.fromEntries(
      floors.filter(({ state }) => state).map(({ state, floor }) => [state, floor as "pewc" | "express"]),
    ),
  };
}

function RulesForm({ rules }: { rules: ContactRules }) {
  const cache = useQueryClient();
  const mayChange = useMay()("settings:write");
  const form = useRulesForm(rules);
  const put = (asked: ReturnType<typeof sent>) => body(api.PUT("/v1/consent/rules", { body: asked }));
  const again = () => cache.invalidateQueries({ queryKey: contactRulesQuery.queryKey });
  const before = sent(form.getInitialValues());
  const save = useMutation({
    mutationFn: put,
    onSuccess: () => {
      done("Contact rules saved", { undo: () => put(before).then(again) });
      return again();
    },
    onError: (error) => (form.isDirty() ? showRefusal(form, error) : failed(error)),
  });

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(sent(values)))} noValidate>
      <Locked unless={mayChange}>
        <Card
          title="Hours of contact"
          description="Calls and texts that sell, by the clock of the person who is contacted. Federal and state hours hold beside them: the strictest counts."
        >
          <div className={classes["week"]}>
            {NAMES.map((name) => (
              <DayHours key={name} name={name} form={form} />
            ))}
          </div>
        </Card>
        <Card title="How often" description="Calls and texts to one person, all of the agency together.">
          <SimpleGrid cols={{ base: 1, xs: 2 }} maw={460}>
            <NumberInput
              label="At most in a day"
              min={1}
              max={50}
              allowDecimal={false}
              {...form.getInputProps("attempts_per_day")}
            />
            <NumberInput
              label="At most in a week"
              min={1}
              max={200}
              allowDecimal={false}
              {...form.getInputProps("attempts_per_week")}
            />
          </SimpleGrid>
        </Card>
        <Card
          title="Taking back and proving"
          description="What is looser than written consent is the agency's own responsibility. This is a default, not legal advice."
          footer={
            mayChange ? (
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                Save
              </Button>
            ) : null
          }
        >
          <Stack>
            <Switch
              label="One “stop” ends automated calls and texts on all matters"
              description="Otherwise only on the matter it was said about, until the federal rule asks for more on January 31, 2027."
              {...form.getInputProps("revoke_all", { type: "checkbox" })}
            />
            <Floors form={form} mayChange={mayChange} />
          </Stack>
        </Card>
      </Locked>
    </form>
  );
}

function DayHours({ name, form }: { name: Day; form: Form }) {
  const hours = form.values[name];
  const change = (part: Partial<Hours>) => form.setFieldValue(name, { ...hours, ...part });
  const problem = form.errors[name];
  return (
    <div className={classes["day"]} role="group" aria-label={DAYS[name]}>
      <Checkbox
        label={DAYS[name]}
        checked={hours.open}
        onChange={({ currentTarget }) => change({ open: currentTarget.checked })}
      />
      {hours.open ? (
        <Group gap="xs">
          <TextInput
            type="time"
            aria-label={`${DAYS[name]}, from`}
            value={hours.from}
            error={Boolean(problem)}
            onChange={({ currentTarget }) => change({ from: currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            to
          </Text>
          <TextInput
            type="time"
            aria-label={`${DAYS[name]}, to`}
            value={hours.to}
            error={Boolean(problem)}
            onChange={({ currentTarget }) => change({ to: currentTarget.value })}
          />
          {problem ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {problem}
            </Text>
          ) : null}
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          Not at all
        </Text>
      )}
    </div>
  );
}

const FLOORS = [
  { value: "pewc", label: "Written consent" },
  { value: "express", label: "Any express consent" },
];

function Floors({ form, mayChange }: { form: Form; mayChange: boolean }) {
  const { floors } = form.values;
  const free = STATES.filter(({ value }) => !floors.some(({ state }) => state === value));
  return (
    <div role="group" aria-label="Automated contact by state">
      <Text size="sm" fw={500}>
        Automated contact by state
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        Everywhere else it takes consent in writing.
      </Text>
      <Stack gap={6}>
        {floors.map((row, place) => (
          <div key={row.key} className={classes["mapping"]}>
            <Select
              aria-label={`State ${place + 1}`}
              placeholder="State"
              data={[...STATES.filter(({ value }) => value === row.state), ...free]}
              searchable
              value={row.state || null}
              onChange={(state) => form.setFieldValue(`floors.${place}.state`, state ?? "")}
            />
            <Select
              aria-label={`What it takes in state ${place + 1}`}
              data={FLOORS}
              allowDeselect={false}
              value={row.floor}
              onChange={(floor) => form.setFieldValue(`floors.${place}.floor`, floor ?? "pewc")}
            />
            {mayChange ? (
              <RemoveRow what={`state ${place + 1}`} onRemove={() => form.removeListItem("floors", place)} />
            ) : null}
          </div>
        ))}
        {mayChange ? (
          <AddRow
            what="state"
            onAdd={() => form.insertListItem("floors", { key: newKey(), state: "", floor: "express" })}
          />
        ) : null}
      </Stack>
    </div>
  );
}
