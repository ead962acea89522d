// How people get to the form: on a website, or by its link.
import { Anchor, Stack, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";

import { CopyLine } from "../CopyLine";
import type { WebForm } from "../queries";

export function ShareForm({ form }: { form: WebForm }) {
  const origin = window.location.origin;
  const page = `${origin}/v1/forms/${form.key}/page`;
  return (
    <Stack>
      <CopyLine
        label="On your website, where the form should stand"
        text={`<script src="${origin}/v1/forms/${form.key}/embed.js" async></script>`}
      />
      <CopyLine label="Or the link to a page with nothing but the form" text={page} />
      <Text size="sm">
        <Anchor href={page} target="_blank" rel="noreferrer" underline="always" inherit>
          Open the page <IconExternalLink size={14} aria-hidden style={{ verticalAlign: "-2px" }} />
        </Anchor>
      </Text>
      <Text size="sm" c="dimmed">
        Campaign parameters of the address (utm_…), click ids, TrustedForm and LeadiD certificates come with each
        submission by themselves.
      </Text>
    </Stack>
  );
}
