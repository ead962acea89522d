// Bulk changes: ordered, watched to their end, and taken back.
import { Progress, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { api, body } from "@/api/client";
import { done, failed } from "@/ui/toasts";

import type { Noun } from "../nouns";
import { useOperation, useUndo, type Operation } from "../operations";
import { amount, countText } from "./count";
import classes from "./List.module.css";
import type { Picked } from "./selection";

/** What is done to the picked records. */
export type Order = { action: "update"; changes: Record<string, unknown> } | { action: "delete" };

export async function order(noun: Noun, picked: Picked, what: Order): Promise<number> {
  // Every noun takes the same order (one factory makes the routes), which a template path cannot tell the client.
  const path = `/v1/${noun}/bulk` as "/v1/customers/bulk";
  const asked = { ...what, ...picked } as { action: "update"; filter?: Record<string, never> };
  return (await body(api.POST(path, { body: asked }))).id;
}

interface RunningProps {
  noun: Noun;
  id: number;
  /** What is done, such as `Deleting`. */
  doing: string;
  /** And was done, such as `deleted`. */
  did: string;
  onEnd: () => void;
}

/** How far a bulk change is. At its end the lists are read again, and a message offers the way back. */
export function Running({ noun, id, doing, did, onEnd }: RunningProps) {
  const cache = useQueryClient();
  const { mutateAsync: undo } = useUndo();
  const { data } = useOperation(id);
  const finished = data?.finished_at ? data : null;

  const end = useEffectEvent((operation: Operation) => {
    onEnd();
    void cache.invalidateQueries({ queryKey: [noun] });
    if (operation.error) return failed(new Error(operation.error), "The change was not carried out");
    const total = operation.updated_count + operation.deleted_count;
    const left = operation.rejected_count + operation.skipped_count;
    done(`${countText(noun, { total, about: false })} ${did}`, {
      undo: () => undo(id),
      detail: left > 0 ? `${amount(left)} stayed as they were.` : undefined,
    });
  });
  useEffect(() => {
    if (finished) end(finished);
  }, [finished]);

  const total = data?.total ?? null;
  const share = total ? ((data?.done ?? 0) / total) * 100 : 0;
  return (
    <div className={classes["running"]} role="status">
      <Text size="sm">{doing} …</Text>
      <Progress value={share} animated striped={total === null} style={{ flex: 1 }} aria-label={doing} />
      <Text size="sm" c="dimmed" className="lg-number">
        {total === null ? "" : `${amount(data?.done ?? 0)} of ${amount(total)}`}
      </Text>
    </div>
  );
}
