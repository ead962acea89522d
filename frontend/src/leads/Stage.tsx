// How far a lead has come, and one click to take it on.
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { useRecord } from "@/records/show/context";
import { SideCard } from "@/records/show/SideCard";
import { words } from "@/ui/StatusBadge";
import { failed } from "@/ui/toasts";

import classes from "./Stage.module.css";

const WAY = ["new", "scored", "assigned", "contacted", "quoted", "won"];

interface StageProps {
  lead: Schemas["Lead"];
}

export function Stage({ lead }: StageProps) {
  const { record, etag, mayChange, change } = useRecord();
  const [saving, setSaving] = useState("");
  const lost = lead.status === "lost";
  const place = WAY.indexOf(lead.status);

  async function take(status: string) {
    setSaving(status);
    await change({ record, etag }, { status }, "Status").catch((error: unknown) => failed(error));
    setSaving("");
  }

  return (
    <SideCard
      title="Stage"
      padded
      action={
        mayChange && !lost && lead.status !== "won" ? (
          <Button variant="default" size="compact-sm" loading={saving === "lost"} onClick={() => void take("lost")}>
            Lost
          </Button>
        ) : null
      }
    >
      {lost ? (
        <Group justify="space-between" gap="xs">
          <Text>Lost{lead.lost_reason ? `: ${lead.lost_reason}` : ""}</Text>
          {mayChange ? (
            <Button variant="default" size="compact-sm" loading={saving !== ""} onClick={() => void take("contacted")}>
              Take up again
            </Button>
          ) : null}
        </Group>
      ) : (
        <ol className={classes["way"]}>
          {WAY.map((stage, at) => (
            <li key={stage} className={classes["stage"]} data-reached={at <= place || undefined}>
              {mayChange && stage !== lead.status ? (
                <button
                  type="button"
                  className={classes["button"]}
                  disabled={saving !== ""}
                  onClick={() => void take(stage)}
                  title={`Set to ${stage}`}
                >
                  {words(stage)}
                </button>
              ) : (
                <span className={classes["button"]} aria-current={stage === lead.status ? "step" : undefined}>
                  {words(stage)}
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
    </SideCard>
  );
}
