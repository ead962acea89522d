// New leads that nobody has: nobody should find out by chance.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { done, failed } from "@/ui/toasts";

import { waitingQuery } from "./queries";

const THEM = JSON.stringify({
  owner_id: { is_null: true },
  status: ["new", "scored"],
  merged_into_id: { is_null: true },
  is_test: false,
});

export function WaitingLeads() {
  const { data } = useQuery(waitingQuery);
  const cache = useQueryClient();
  const may = useMay();
  const give = useMutation({
    mutationFn: () => body(api.POST("/v1/routing/waiting")),
    onSuccess: ({ leads }) => {
      done(`${counted(leads, "lead")} on the way to somebody`, {
        detail: "A lead for which nobody is free stays where it is.",
      });
      return cache.invalidateQueries({ queryKey: ["leads"] });
    },
    onError: (error) => failed(error),
  });
  if (!data || data.leads === 0) return null;

  return (
    <Alert color="yellow" icon={<IconAlertTriangle size={18} />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 260px">
          <strong>{counted(data.leads, "new lead")}</strong> {data.leads === 1 ? "has" : "have"} nobody to answer
          {data.oldest_at ? (
            <>
              ; the oldest came <DateText value={data.oldest_at} style="ago" />
            </>
          ) : null}
          .
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            renderRoot={(props) => <Link to="/$noun" params={{ noun: "leads" }} search={{ filter: THEM }} {...props} />}
          >
            Show them
          </Button>
          {may("routing:write") ? (
            <Button size="compact-sm" loading={give.isPending} onClick={() => give.mutate()}>
              Route them now
            </Button>
          ) : null}
        </Group>
      </Group>
    </Alert>
  );
}
