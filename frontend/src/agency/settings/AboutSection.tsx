// What this is, and where to read more.
import { Anchor, Group, Stack, Text } from "@mantine/core";

import { Mark } from "@/ui/Mark";

import { Card } from "./Card";

export function AboutSection() {
  return (
    <Card title="LeadGen" description="Runs an insurance agency: leads, customers, policies, claims and reports.">
      <Stack>
        <Group wrap="nowrap">
          <Mark size={44} />
          <Text c="dimmed">
            Free software under the Apache License 2.0. It runs on your own machine, and nothing that you enter leaves
            it unless you send it.
          </Text>
        </Group>
        <Group gap="lg">
          <Anchor href="/docs">API documentation</Anchor>
          <Anchor href="/openapi.json">API description (OpenAPI)</Anchor>
        </Group>
      </Stack>
    </Card>
  );
}
