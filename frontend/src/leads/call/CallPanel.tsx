// A call as it is made: whether it may be made, the number, how long it takes, what was said, how it ended.
import {
  ActionIcon,
  Alert,
  Button,
  Group,
  NumberInput,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPhone, IconPlayerPlay, IconPlayerStop, IconX } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";

import type { Schemas } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { phoneText } from "@/ui/inputs/phone";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { reasonWord } from "../consent/words";
import { dispositionsQuery, useCallEnded, type Disposition, type Lead, type Verdict } from "../queries";
import { refusalOf, stageOf } from "../stage/stages";
import { useNeeds } from "../stage/useNeeds";
import { CallBack } from "./CallBack";
import classes from "./CallPanel.module.css";
import { useDraft, useSeconds, type Draft } from "./draft";
import { consequences, duration, minutesOf } from "./words";

interface CallPanelProps {
  lead: Lead;
  /** The gate's answer about calling now; undefined while or when it is not known. */
  verdict: Verdict | undefined;
  onClose: () => void;
}

export function CallPanel({ lead, verdict, onClose }: CallPanelProps) {
  const { data, error, refetch } = useQuery(dispositionsQuery);
  const [draft, put, clear] = useDraft(lead.id);
  const seconds = useSeconds(draft);
  const box = useRef<HTMLDivElement>(null);
  const name = lead.name || "the lead";

  // The first thing to press is the number.
  useEffect(
    () => box.current?.querySelector<HTMLElement>("a[href^='tel:'], [data-clock]")?.focus({ preventScroll: true }),
    [],
  );

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.stopPropagation();
      onClose();
    }
  };

  return (
    <div ref={box} onKeyDown={keyDown}>
      <SideCard
        title={`Call ${name}`}
        padded
        action={
          <ActionIcon onClick={onClose} aria-label="Close the call" title="Close; what you typed stays here">
            <IconX size={16} />
          </ActionIcon>
        }
      >
        <Stack gap="md">
          <Dialling lead={lead} verdict={verdict} draft={draft} put={put} seconds={seconds} />
          {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
          {!data && !error ? <Loading label="Loading how calls end" rows={3} /> : null}
          {data ? (
            <Ending
              lead={lead}
              endings={data.items}
              draft={draft}
              put={put}
              seconds={seconds}
              onDone={() => {
                clear();
                onClose();
              }}
            />
          ) : null}
        </Stack>
      </SideCard>
    </div>
  );
}

interface DiallingProps {
  lead: Lead;
  verdict: Verdict | undefined;
  draft: Draft;
  put: (changes: Partial<Draft>) => void;
  seconds: number;
}

function Dialling({ lead, verdict, draft, put, seconds }: DiallingProps) {
  const running = draft.startedAt !== null;
  const start = () => put({ startedAt: Date.now() });
  const stop = () => put({ startedAt: null, seconds });
  return (
    <Stack gap="sm">
      {verdict && !verdict.allowed && !draft.inbound ? <MayNot verdict={verdict} /> : null}
      <Group gap="sm">
        {lead.phone && (verdict?.allowed || draft.inbound) ? (
          <Button
            component="a"
            href={`tel:${lead.phone.replace(/[^+\d]/g, "")}`}
            size="md"
            leftSection={<IconPhone size={18} />}
            onClick={() => (running ? undefined : start())}
            className="lg-number"
          >
            {phoneText(lead.phone)}
          </Button>
        ) : (
          <Text fw={600} className="lg-number">
            {lead.phone ? phoneText(lead.phone) : "No phone number"}
          </Text>
        )}
        <Group gap={6}>
          <Text className="lg-number" size="lg" role="timer" aria-label="Length of the call">
            {duration(seconds)}
          </Text>
          <ActionIcon
            variant="default"
            size={30}
            data-clock
            onClick={running ? stop : start}
            aria-label={running ? "Stop the clock" : "Start the clock"}
          >
            {running ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
          </ActionIcon>
        </Group>
        <SegmentedControl
          size="xs"
          aria-label="Who called"
          value={draft.inbound ? "in" : "out"}
          onChange={(way) => put({ inbound: way === "in" })}
          data={[
            { value: "out", label: "I call" },
            { value: "in", label: "They called" },
          ]}
        />
      </Group>
    </Stack>
  );
}

function MayNot({ verdict }: { verdict: Verdict }) {
  return (
    <Alert color="red" variant="light" title="Do not call now" role="status">
      {reasonWord(verdict.reason)}.
      {verdict.not_before ? (
        <>
          {" "}
          They may be called from <DateText value={verdict.not_before} />.
        </>
      ) : null}
    </Alert>
  );
}

interface EndingProps {
  lead: Lead;
  endings: Disposition[];
  draft: Draft;
  put: (changes: Partial<Draft>) => void;
  seconds: number;
  onDone: () => void;
}

const QUALIFIED = "qualified";

function Ending({ lead, endings, draft, put, seconds, onDone }: EndingProps) {
  const [lacking, setLacking] = useState<{ disposition?: string; callBackAt?: string; general?: string }>({});
  const [saving, setSaving] = useState(false);
  const ended = useCallEnded(lead.id);
  const needs = useNeeds(lead, "qualified");
  const told = useId();
  const stage = stageOf(lead.status);
  const chosen = endings.find(({ key }) => key === draft.disposition);
  const follows = chosen ? consequences(chosen, stage) : "";
  const asksForNeeds = chosen?.stage === QUALIFIED && follows !== "" && needs.lacking.length > 0;
  const mayTryAgain = chosen !== undefined && (chosen.calls_back || !chosen.spoke) && chosen.revokes.length === 0;
  const minutes = draft.minutes ?? (seconds > 0 ? minutesOf(seconds) : null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (saving) return;
    if (!chosen) return setLacking({ disposition: "Choose how the call ended." });
    if (chosen.calls_back && !draft.callBackAt) return setLacking({ callBackAt: "Say when to call back." });
    setLacking({});
    setSaving(true);
    const call: Schemas["EndedCall"] = {
      disposition: chosen.key,
      notes: draft.notes.trim() || null,
      minutes,
      inbound: draft.inbound,
      call_back_at: mayTryAgain ? draft.callBackAt : null,
    };
    try {
      if (asksForNeeds) await needs.save();
      await ended.mutateAsync(call);
    } catch (problem) {
      setSaving(false);
      const at = problem instanceof ProblemError ? problem.fields["call_back_at"] : undefined;
      return setLacking(at ? { callBackAt: at } : { general: refusalOf(problem) });
    }
    done(`Call recorded: ${chosen.label.toLowerCase()}`, { detail: follows ? `This ${saidOf(follows)}.` : undefined });
    onDone();
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Textarea
          label="What was said"
          value={draft.notes}
          minRows={2}
          maxRows={10}
          onChange={({ currentTarget }) => put({ notes: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
        <Radio.Group
          label="How it ended"
          value={draft.disposition}
          onChange={(disposition) => {
            put({ disposition });
            setLacking({});
          }}
          error={lacking.disposition}
        >
          <div className={classes["endings"]} style={{ marginTop: 6 }}>
            {endings.map(({ key, label }) => (
              <Radio.Card key={key} value={key} className={classes["ending"] ?? ""} aria-describedby={told}>
                <Radio.Indicator size="xs" />
                {label}
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <Text size="sm" c="dimmed" id={told} aria-live="polite" mih={20}>
          {chosen
            ? follows
              ? `${follows}.`
              : "Only writes the call down."
            : "Choose one to see what follows from it."}
        </Text>
        {asksForNeeds ? needs.inputs : null}
        {mayTryAgain ? (
          <CallBack
            label={chosen.calls_back ? "Call back" : "Try again (sets a task)"}
            value={draft.callBackAt}
            onChange={(callBackAt) => put({ callBackAt })}
            error={lacking.callBackAt}
          />
        ) : null}
        {lacking.general ? (
          <Alert color="red" variant="light" role="alert" title="The call is not saved">
            {lacking.general}
          </Alert>
        ) : null}
        <div className={classes["foot"]}>
          <NumberInput
            label="Minutes"
            w={96}
            min={0}
            max={1440}
            allowDecimal={false}
            allowNegative={false}
            value={minutes ?? ""}
            onChange={(typed) => put({ minutes: typeof typed === "number" ? typed : null })}
          />
          <Button type="submit" loading={saving}>
            Save the call
          </Button>
        </div>
      </Stack>
    </form>
  );
}

const saidOf = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);
