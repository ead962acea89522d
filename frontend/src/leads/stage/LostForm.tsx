// Says why a lead is lost; it can be taken up again.
import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useMay } from "@/api/session";
import { FormFoot } from "@/ui/FormFoot";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { lifecycleQuery, useConsenting, useMove, useTakeBack } from "../queries";
import type { WorkProps } from "../work";
import { refusalOf } from "./stages";

const OTHER = "other";
const NO_CONTACT = "Asked not to be contacted";

export function LostForm({ lead, onClose }: WorkProps) {
  const may = useMay();
  const { data: table, error: unread, refetch } = useQuery(lifecycleQuery);
  const [choice, setChoice] = useState("");
  const [own, setOwn] = useState("");
  const [revokes, setRevokes] = useState(true);
  const [error, setError] = useState("");
  const move = useMove();
  const { revoke } = useConsenting(lead.id);
  const takeBack = useTakeBack();
  const isLast = choice === NO_CONTACT && may("consent:write");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (move.isPending || revoke.isPending) return;
    const reason = choice === OTHER ? own.trim() : choice;
    if (!reason) return setError("Say why the lead is lost.");
    setError("");
    try {
      // First what protects the person: it stays, whatever becomes of the rest.
      if (isLast && revokes) await revoke.mutateAsync({ channel: "all", purpose: "all", via: "agent", words: reason });
      await move.mutateAsync({ id: lead.id, stage: "lost", reason });
    } catch (problem) {
      return setError(refusalOf(problem));
    }
    done("The lead is lost", { detail: reason, undo: () => takeBack(lead.id, "lost") });
    onClose();
  }

  if (unread) return <Failure error={unread} onRetry={() => void refetch()} />;
  if (!table) return <Loading label="Loading the reasons" />;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Radio.Group aria-label="Reason" value={choice} onChange={setChoice}>
          <Stack gap={10}>
            {table.lost_reasons.map((reason, at) => (
              <Radio key={reason} value={reason} label={reason} {...(at === 0 ? { "data-autofocus": true } : {})} />
            ))}
            <Radio value={OTHER} label="Another reason" />
          </Stack>
        </Radio.Group>
        {choice === OTHER ? (
          <TextInput
            aria-label="The reason"
            placeholder="In a few words"
            value={own}
            maxLength={255}
            autoFocus
            onChange={({ currentTarget }) => setOwn(currentTarget.value)}
          />
        ) : null}
        {isLast ? (
          <Checkbox
            checked={revokes}
            onChange={({ currentTarget }) => setRevokes(currentTarget.checked)}
            label="Also record that every consent was taken back"
            description="Nobody may call, text or write to them any more, by whatever number or address they gave."
          />
        ) : null}
        <FormFoot error={error} submit="Lead is lost" sending={move.isPending || revoke.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
