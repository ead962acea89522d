// A lead that was merged into another: where it went, and the way back.
import { Alert, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowMerge } from "@tabler/icons-react";

import { recordQuery } from "@/records/data";
import { RecordLink } from "@/records/RecordLink";
import { done, failed } from "@/ui/toasts";

import { useMerging, type Lead } from "../queries";
import { refusalOf } from "../stage/stages";

interface MergedProps {
  lead: Lead;
  into: number;
  mayChange: boolean;
}

export function Merged({ lead, into, mayChange }: MergedProps) {
  const { data } = useQuery({ ...recordQuery("leads", into), retry: false });
  const { merge, unmerge } = useMerging();
  const name = data?.record.name || `lead ${into}`;

  async function apart() {
    try {
      await unmerge.mutateAsync(lead.id);
      done("The leads are two again", { undo: () => merge.mutateAsync({ kept: into, merged: lead.id }) });
    } catch (error) {
      failed(refusalOf(error), "The leads were not taken apart");
    }
  }

  return (
    <Alert variant="light" color="blue" icon={<IconArrowMerge size={18} />} title="Merged into another lead">
      <Group justify="space-between" gap="sm">
        <span>
          It is the same person as{" "}
          <RecordLink noun="leads" id={into} inherit fw={600} c="inherit" underline="always">
            {name}
          </RecordLink>
          , where everything that was said is kept.
        </span>
        {mayChange ? (
          <Button variant="default" size="compact-sm" loading={unmerge.isPending} onClick={() => void apart()}>
            Unmerge
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
