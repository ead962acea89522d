// A lead as the vendor sends it, and what would become of it.
import { Alert, Anchor, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { api, body, type Schemas } from "@/api/client";
import { sentence } from "@/api/problem";
import { words } from "@/ui/StatusBadge";

import classes from "../Leads.module.css";
import type { Source } from "../queries";
import { exampleOf } from "./vendor";

type Trial = Schemas["SourceTrial"];

export function TrialPanel({ source }: { source: Source }) {
  const cache = useQueryClient();
  const example = exampleOf(source.kind);
  const [content, setContent] = useState(example.body);
  const attempt = useMutation({
    mutationFn: (keep: boolean) =>
      body(
        api.POST("/v1/intake/sources/{source_id}/trial", {
          params: { path: { source_id: source.id } },
          body: { body: content, content_type: typeOf(content), keep },
        }),
      ),
    onSuccess: (_, keep) => (keep ? cache.invalidateQueries({ queryKey: ["leads"] }) : undefined),
  });

  return (
    <Stack>
      <Textarea
        label="What the vendor sends"
        description="An example stands here; paste a real one to see how it is understood."
        minRows={8}
        maxRows={18}
        spellCheck={false}
        value={content}
        onChange={({ currentTarget }) => setContent(currentTarget.value)}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      />
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          loading={attempt.isPending && !attempt.variables}
          onClick={() => attempt.mutate(false)}
        >
          How is it understood?
        </Button>
        <Button loading={attempt.isPending && attempt.variables} onClick={() => attempt.mutate(true)}>
          Make a test lead of it
        </Button>
      </Group>
      <div role="status">
        {attempt.error ? (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} title="It cannot be read">
            {sentence(attempt.error)}
          </Alert>
        ) : null}
        {attempt.data ? <Understood trial={attempt.data} /> : null}
      </div>
    </Stack>
  );
}

/** As a vendor would say in the request's header. */
const typeOf = (content: string): string => {
  const begin = content.trimStart().charAt(0);
  if (begin === "<") return "application/xml";
  return begin === "{" || begin === "[" ? "application/json" : "application/x-www-form-urlencoded";
};

function Understood({ trial }: { trial: Trial }) {
  return (
    <Stack>
      {trial.leads.map((lead, place) => (
        <section key={place} className={classes["box"]} aria-label={`Lead ${place + 1}`}>
          <Group justify="space-between" mb="xs">
            <Title order={3} size="h5">
              {String(lead.contact["name"] ?? "") || `Lead ${place + 1}`}
            </Title>
            {lead.lead_id === null ? null : (
              <Anchor
                size="sm"
                underline="always"
                renderRoot={(props) => (
                  <Link to="/$noun/$id" params={{ noun: "leads", id: String(lead.lead_id) }} {...props} />
                )}
              >
                Open the test lead
              </Anchor>
            )}
          </Group>
          <Facts facts={{ ...lead.contact, source: lead.source, interested_in: lead.product_interest }} />
          <Part title="Insurance" facts={lead.insurance} />
          <Part title="Where from" facts={lead.attribution} />
          <Part title="Unknown to the maps; kept with the lead" facts={lead.answers} />
          {lead.channels.length > 0 ? (
            <Text size="sm" mt="xs">
              <IconCheck size={14} /> Consent to{" "}
              {lead.channels.map((channel) => words(channel).toLowerCase()).join(", ")}
            </Text>
          ) : null}
          {Object.entries(lead.unreadable).map(([field, why]) => (
            <Text key={field} size="sm" c="var(--mantine-color-error)" mt="xs">
              {words(field)} {why}.
            </Text>
          ))}
        </section>
      ))}
    </Stack>
  );
}

function Part({ title, facts }: { title: string; facts: Record<string, unknown> }) {
  if (Object.keys(facts).length === 0) return null;
  return (
    <>
      <Text size="sm" fw={500} mt="sm" mb={4}>
        {title}
      </Text>
      <Facts facts={facts} />
    </>
  );
}

function Facts({ facts }: { facts: Record<string, unknown> }) {
  return (
    <dl className={classes["facts"]}>
      {Object.entries(facts)
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{words(name)}</dt>
            <dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
    </dl>
  );
}
