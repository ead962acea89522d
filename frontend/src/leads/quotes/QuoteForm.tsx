// Writes down what a carrier would charge; the lead moves on to quoted with it.
import { Alert, SegmentedControl, Select, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";

import { ProblemError } from "@/api/problem";
import { FormFoot } from "@/ui/FormFoot";
import { DateInput } from "@/ui/inputs/DateInput";
import { CentsInput } from "@/ui/inputs/MoneyInput";
import { Money } from "@/ui/Money";
import { done, failed } from "@/ui/toasts";

import { lifecycleQuery, useMove, useQuotes, type Quote } from "../queries";
import { lineOf, LINES } from "../stage/lines";
import { missing, refusalOf, stageOf } from "../stage/stages";
import type { WorkProps } from "../work";
import { dayAhead, TERMS } from "./quotes";

const GOOD_DAYS = 30;
const ASKED = new Set(["carrier", "policy_type", "premium_cents", "expires_on", "coverage"]);

export function QuoteForm({ lead, words, onClose }: WorkProps) {
  const { data: table } = useQuery(lifecycleQuery);
  const [carrier, setCarrier] = useState("");
  const [line, setLine] = useState<Quote["policy_type"] | null>(lineOf(lead.product_interest));
  const [cents, setCents] = useState<number | null>(null);
  const [months, setMonths] = useState("12");
  const [until, setUntil] = useState<string | null>(() => dayAhead(GOOD_DAYS));
  const [coverage, setCoverage] = useState("");
  const [lacking, setLacking] = useState<Record<string, string>>({});
  const { record } = useQuotes();
  const move = useMove();
  const named = useId();
  const errors = { ...(record.error instanceof ProblemError ? record.error.fields : {}), ...lacking };
  const elsewhere = Object.entries(errors).flatMap(([name, said]) => (ASKED.has(name) ? [] : [said]));
  const general = record.error && Object.keys(errors).length === 0 ? refusalOf(record.error) : elsewhere.join(" ");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (record.isPending || move.isPending) return;
    const needed: Record<string, string> = {
      ...(carrier.trim() ? {} : { carrier: "Say who the carrier is." }),
      ...(line ? {} : { policy_type: "Choose the kind of insurance." }),
      ...(cents !== null && cents > 0 ? {} : { premium_cents: "Write an amount like $1,200." }),
    };
    setLacking(needed);
    if (Object.keys(needed).length > 0 || !line || !cents) return;
    const quote = {
      lead_id: lead.id,
      carrier: carrier.trim(),
      policy_type: line,
      premium_cents: cents,
      term_months: Number(months),
      expires_on: until,
      coverage: coverage.trim() || null,
    };
    try {
      await record.mutateAsync(quote);
    } catch {
      return; // said in the form
    }
    done("Quote recorded");
    onClose();
    await moveOn();
  }

  /** From contacted on the quote moves the lead by itself; whoever was new has been spoken with by now. */
  async function moveOn() {
    if (!table || stageOf(lead.status) !== "new" || missing(lead, "quoted", 1, table)?.length !== 0) return;
    await move
      .mutateAsync({ id: lead.id, stage: "quoted" })
      .catch((error: unknown) => failed(refusalOf(error), "The quote is recorded, but the lead was not moved"));
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        {words ? <Alert variant="light">{words}</Alert> : null}
        <TextInput
          label="Carrier"
          value={carrier}
          maxLength={100}
          required
          data-autofocus
          onChange={({ currentTarget }) => setCarrier(currentTarget.value)}
          error={errors["carrier"]}
        />
        <Select
          label="Kind"
          data={LINES}
          value={line}
          onChange={setLine}
          allowDeselect={false}
          required
          error={errors["policy_type"]}
        />
        <div>
          <CentsInput
            label="Premium"
            value={cents}
            onChange={setCents}
            required
            error={errors["premium_cents"]}
            description={
              cents && months !== "12" ? (
                <>
                  <Money cents={Math.trunc((cents * 12) / Number(months))} /> a year
                </>
              ) : undefined
            }
          />
          <Text size="sm" fw={500} mt="sm" mb={4} id={named}>
            For
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby={named}
            value={months}
            onChange={setMonths}
            data={TERMS.map(({ months: value, label }) => ({ value: String(value), label }))}
          />
        </div>
        <DateInput label="Good until" value={until} onChange={setUntil} error={errors["expires_on"]} />
        <Textarea
          label="What is covered"
          placeholder="Limits and deductibles, as they were offered"
          value={coverage}
          maxRows={8}
          onChange={({ currentTarget }) => setCoverage(currentTarget.value)}
          error={errors["coverage"]}
        />
        <FormFoot error={general} submit="Record the quote" sending={record.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
