// Which rule would take a lead, and who would get it: asked of the real rules, nothing is given to anybody.
import { Button, Group, List, Select, SimpleGrid, Stack, Text, TextInput, ThemeIcon } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCheck, IconMinus, IconUserOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { usePersonName } from "@/records/people";
import { DateText } from "@/ui/DateText";
import { STATES } from "@/ui/inputs/states";
import { failed } from "@/ui/toasts";

import { orNull } from "../../forms";
import { Card } from "../Card";
import { LINES } from "./lines";

type Trial = Schemas["RoutingTrial"];
type Step = Trial["steps"][number];

export function TryRouting() {
  const mayTry = useMay()("routing:write");
  const form = useForm({
    initialValues: { lead: "", source: "", product: null as string | null, state: null as string | null },
    validate: { lead: (value) => (/^#?\d*$/.test(value.trim()) ? null : "The number of a lead, such as 1042.") },
  });
  const attempt = useMutation({
    mutationFn: ({ lead, source, product, state }: typeof form.values) => {
      const number = Number(lead.replace("#", "")) || null;
      return body(
        api.POST("/v1/routing/trial", {
          body: number
            ? { lead_id: number }
            : { source: orNull(source), product_interest: product, state, lead_id: null },
        }),
      );
    },
    onError: (error) => failed(error),
  });
  if (!mayTry) return null;

  return (
    <Card title="Try it" description="Which rule would take such a lead now, and who would get it. Nothing is changed.">
      <Stack>
        <form onSubmit={form.onSubmit((values) => attempt.mutate(values))} noValidate>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
              <TextInput label="Source" placeholder="Any" maxLength={64} {...form.getInputProps("source")} />
              <Select
                label="Interested in"
                placeholder="Unknown"
                data={LINES}
                clearable
                {...form.getInputProps("product")}
              />
              <Select
                label="State"
                placeholder="Unknown"
                data={STATES}
                searchable
                clearable
                {...form.getInputProps("state")}
              />
              <TextInput
                label="Or a lead's number"
                placeholder="1042"
                inputMode="numeric"
                {...form.getInputProps("lead")}
              />
            </SimpleGrid>
            <Group justify="flex-end">
              <Button type="submit" variant="default" loading={attempt.isPending}>
                Who would get it?
              </Button>
            </Group>
          </Stack>
        </form>
        <div role="status">{attempt.data ? <Outcome trial={attempt.data} /> : null}</div>
      </Stack>
    </Card>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  const nameOf = usePersonName();
  return (
    <Stack gap="xs">
      <Text fw={600}>
        {trial.user_id === null ? "Nobody would get it." : `${nameOf(trial.user_id)} would get it.`}{" "}
        {trial.due_at ? (
          <Text span size="sm" c="dimmed" fw={400}>
            To be answered by <DateText value={trial.due_at} />.
          </Text>
        ) : null}
      </Text>
      <List spacing={6} size="sm" center={false}>
        {trial.steps.map((step) => (
          <List.Item key={step.rule_id ?? 0} icon={<StepIcon step={step} />}>
            <Text span fw={500} size="sm">
              {step.name}
            </Text>{" "}
            <Text span size="sm" c="dimmed">
              {stepText(step, nameOf)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

const WHY: Record<Step["passed_over"][number]["why"], string> = {
  away: "away",
  no_turns: "has weight 0",
  no_license: "has no license for it",
  full: "has enough open leads",
};

function stepText({ fits, user_id, passed_over }: Step, nameOf: (id: number) => string): string {
  if (!fits) return "does not fit.";
  if (user_id !== null) return `fits; it is ${nameOf(user_id)}'s turn.`;
  if (passed_over.length === 0) return "fits, but there is nobody to give it to.";
  const said = passed_over.slice(0, 4).map((one) => `${nameOf(one.user_id)} ${WHY[one.why]}`);
  const more = passed_over.length - said.length;
  return `fits, but nobody is free: ${said.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

function StepIcon({ step }: { step: Step }) {
  const Picture = !step.fits ? IconMinus : step.user_id === null ? IconUserOff : IconCheck;
  const color = !step.fits ? "gray" : step.user_id === null ? "orange" : "green";
  return (
    <ThemeIcon variant="light" color={color} size={20} radius="xl" aria-hidden>
      <Picture size={13} />
    </ThemeIcon>
  );
}
