// A lead as it is worked: what to do now, the call, how far it is, how likely it buys and why, and what was said.
import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAddressBook, IconMail, IconMessage2, IconPhone } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";

import { useMay } from "@/api/session";
import { RecordLink } from "@/records/RecordLink";
import { ComposerCard } from "@/records/show/ComposerCard";
import { useRecord } from "@/records/show/context";
import { Documents } from "@/records/show/Documents";
import { Facts } from "@/records/show/facts/Facts";
import { RecordFrame } from "@/records/show/RecordFrame";
import { RecordHeader } from "@/records/show/RecordHeader";
import { TaskList } from "@/records/show/tasks/TaskList";
import { Timeline } from "@/records/show/timeline/Timeline";
import { usePaletteActions, type PaletteAction } from "@/ui/actions";
import { agoText } from "@/ui/DateText";
import { useShortcut } from "@/ui/shortcuts";
import { words } from "@/ui/StatusBadge";

import { CallPanel } from "./call/CallPanel";
import { isBegun } from "./call/draft";
import { ConsentCard } from "./consent/ConsentCard";
import { reasonWord, verdictOn } from "./consent/words";
import { DuplicatesCard } from "./duplicates/DuplicatesCard";
import { Merged } from "./duplicates/Merged";
import { leadFacts } from "./facts";
import { NextAction } from "./NextAction";
import { consentQuery, type Lead, type Verdict } from "./queries";
import { QuotesCard } from "./quotes/QuotesCard";
import { ScoreCard } from "./score/ScoreCard";
import { StageBar } from "./stage/StageBar";
import { isOpen, stageOf } from "./stage/stages";
import { Won } from "./stage/Won";
import { useLeadWork } from "./work";

interface LeadViewProps {
  record: Lead;
}

export function LeadView({ record }: LeadViewProps) {
  const may = useMay();
  const { mayChange } = useRecord();
  const work = useLeadWork();
  const [calling, setCalling] = useState(() => isBegun(record.id));
  const [granting, setGranting] = useState(false);
  const { data: consent } = useQuery(consentQuery(record.id));
  const caller = useRef<HTMLButtonElement>(null);
  const name = record.name || record.email || record.phone || `Lead ${record.id}`;
  const isMerged = record.merged_into_id !== null;
  const isWon = stageOf(record.status) === "won";
  const mayCall = mayChange && may("communications:write") && !isMerged;

  const closeCall = () => {
    setCalling(false);
    caller.current?.focus();
  };

  const { openQuote } = work;
  const mayQuote = may("quotes:write") && !isMerged && isOpen(stageOf(record.status));
  const offered = useMemo<PaletteAction[]>(() => {
    const shown: (PaletteAction | false)[] = [
      mayCall && { id: "call", label: "Call", icon: IconPhone, keys: "p", run: () => setCalling(true) },
      mayQuote && { id: "quote", label: "Record a quote", keys: "q", run: () => openQuote(record.id) },
    ];
    return shown.filter((action) => action !== false).map((action) => ({ ...action, group: name }));
  }, [mayCall, mayQuote, openQuote, record.id, name]);
  usePaletteActions(offered);
  useShortcut("p", "Call", () => setCalling(true), { group: "This record", enabled: mayCall });
  useShortcut("q", "Record a quote", () => openQuote(record.id), { group: "This record", enabled: mayQuote });

  const facts = [
    record.product_interest ? `${words(record.product_interest)} insurance` : "",
    record.source ? `from ${words(record.source).toLowerCase()}` : "",
    `came in ${agoText(record.received_at)}`,
    record.is_test ? "a test" : "",
  ];
  return (
    <>
      <RecordFrame
        header={
          <RecordHeader
            title={name}
            status={stageOf(record.status)}
            facts={facts.filter(Boolean).join(" · ")}
            actions={
              <>
                {mayCall ? (
                  <Button
                    ref={caller}
                    variant={calling ? "light" : "default"}
                    leftSection={<IconPhone size={16} />}
                    aria-expanded={calling}
                    onClick={() => setCalling(!calling)}
                  >
                    Call
                  </Button>
                ) : null}
                <Reaching lead={record} name={name} verdicts={consent?.decisions} />
                {record.customer_id ? (
                  <Button
                    variant="default"
                    leftSection={<IconAddressBook size={16} />}
                    renderRoot={(props) => <RecordLink noun="customers" id={record.customer_id ?? 0} {...props} />}
                  >
                    Customer
                  </Button>
                ) : null}
              </>
            }
          />
        }
        top={
          <>
            {record.merged_into_id === null ? (
              <>
                {isWon ? <Won lead={record} /> : null}
                {calling && mayCall ? (
                  <CallPanel lead={record} verdict={verdictOn(consent?.decisions, "call_manual")} onClose={closeCall} />
                ) : (
                  <NextAction
                    lead={record}
                    work={work}
                    onCall={() => setCalling(true)}
                    onConsent={() => setGranting(true)}
                  />
                )}
                <StageBar lead={record} work={work} />
              </>
            ) : (
              <Merged lead={record} into={record.merged_into_id} mayChange={mayChange} />
            )}
          </>
        }
        side={
          <>
            {isMerged ? null : <DuplicatesCard lead={record} />}
            <TaskList />
            <ScoreCard lead={record} />
            <QuotesCard lead={record} work={work} />
            <ConsentCard lead={record} granting={granting} onGranting={setGranting} />
            <Facts layout={leadFacts} />
            <Documents about={{ lead_id: record.id }} />
          </>
        }
        main={
          <>
            <ComposerCard />
            <Timeline />
          </>
        }
      />
      {work.dialogs}
    </>
  );
}

interface ReachingProps {
  lead: Lead;
  name: string;
  verdicts: Verdict[] | undefined;
}

/** Texts and letters go out by other programs, so what may not be sent is not offered. */
function Reaching({ lead, name, verdicts }: ReachingProps) {
  const ways = [
    {
      key: "sms",
      verdict: verdictOn(verdicts, "sms"),
      address: lead.phone ? `sms:${lead.phone.replace(/[^+\d]/g, "")}` : "",
      label: `Text ${name}`,
      icon: IconMessage2,
    },
    {
      key: "email",
      // An answer to what they asked is no advertisement.
      verdict: verdictOn(verdicts, "email", "service"),
      address: lead.email ? `mailto:${lead.email}` : "",
      label: `Write to ${name}`,
      icon: IconMail,
    },
  ];
  return (
    <>
      {ways
        .filter(({ address }) => address)
        .map(({ key, verdict, address, label, icon: Picture }) =>
          verdict?.allowed ? (
            <ActionIcon
              key={key}
              component="a"
              href={address}
              variant="default"
              size={34}
              aria-label={label}
              title={label}
            >
              <Picture size={17} />
            </ActionIcon>
          ) : verdict ? (
            <ActionIcon
              key={key}
              variant="default"
              size={34}
              disabled
              aria-label={`${label}: not allowed`}
              title={reasonWord(verdict.reason)}
            >
              <Picture size={17} />
            </ActionIcon>
          ) : null,
        )}
    </>
  );
}
