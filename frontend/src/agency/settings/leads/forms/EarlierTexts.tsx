// The texts that a form showed before: each is the proof of whoever agreed to it.
import { Button, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { DateText } from "@/ui/DateText";
import { Failure, Loading } from "@/ui/states";

import classes from "../Leads.module.css";

const textsQuery = (form_id: number) =>
  queryOptions({
    queryKey: ["web-forms", "consent-texts", form_id],
    queryFn: () => body(api.GET("/v1/intake/forms/{form_id}/consent-texts", { params: { path: { form_id } } })),
  });

interface EarlierTextsProps {
  formId: number;
  /** The one that is shown now. */
  version: number;
}

export function EarlierTexts({ formId, version }: EarlierTextsProps) {
  const [opened, setOpened] = useState(false);
  if (version < 2) return null;
  return (
    <div>
      <Button variant="subtle" size="compact-sm" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        {opened ? "Hide earlier texts" : "Show earlier texts"}
      </Button>
      {opened ? <Texts formId={formId} version={version} /> : null}
    </div>
  );
}

function Texts({ formId, version }: EarlierTextsProps) {
  const found = useQuery(textsQuery(formId));
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={3} />;
  return (
    <Stack gap="xs" mt="xs">
      {found.data.items
        .filter((one) => one.version < version)
        .map((one) => (
          <div key={one.version} className={classes["box"]}>
            <Text size="xs" c="dimmed">
              Version {one.version}, from <DateText value={one.created_at} />
            </Text>
            <Text size="sm">{one.text}</Text>
          </div>
        ))}
    </Stack>
  );
}
