// What to do with the lead now, and the one button for it.
import { Button, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  IconArrowBackUp,
  IconCash,
  IconFileCertificate,
  IconHandGrab,
  IconMail,
  IconPhone,
  IconTrophy,
  type Icon,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { useMay, useMe } from "@/api/session";
import { useRecord } from "@/records/show/context";
import { tasksQuery } from "@/records/show/queries";
import { agoText, dateText } from "@/ui/DateText";
import { today } from "@/ui/inputs/day";
import { failed } from "@/ui/toasts";

import { verdictOn } from "./consent/words";
import { nextAction, type Doing } from "./next";
import classes from "./NextAction.module.css";
import { consentQuery, quotesQuery, type Lead } from "./queries";
import { refusalOf } from "./stage/stages";
import type { LeadWork } from "./work";

const MINUTE_MS = 60_000;

/** What a button says and needs. */
const BUTTONS: Record<Doing, { label: string; icon: Icon; needs: string }> = {
  call: { label: "Call", icon: IconPhone, needs: "communications:write" },
  write: { label: "Write", icon: IconMail, needs: "communications:write" },
  take: { label: "Take it", icon: IconHandGrab, needs: "leads:write" },
  quote: { label: "Record a quote", icon: IconCash, needs: "quotes:write" },
  convert: { label: "Win the lead", icon: IconTrophy, needs: "policies:write" },
  reopen: { label: "Take it up again", icon: IconArrowBackUp, needs: "leads:write" },
  consent: { label: "Record consent", icon: IconFileCertificate, needs: "consent:write" },
};

interface NextActionProps {
  lead: Lead;
  work: LeadWork;
  onCall: () => void;
  onConsent: () => void;
}

/** The present minute, so that "in 12 minutes" stays true. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), MINUTE_MS / 2);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

export function NextAction({ lead, work, onCall, onConsent }: NextActionProps) {
  const may = useMay();
  const me = useMe().user;
  const now = useNow();
  const { record, etag, change } = useRecord();
  const [taking, setTaking] = useState(false);
  const tasks = useQuery(tasksQuery("leads", lead.id));
  const quotes = useQuery(quotesQuery(lead.id));
  const consent = useQuery(consentQuery(lead.id));
  // Without tasks or quotes the advice would be another one a moment later; consent may fail and is then not known.
  if (tasks.isPending || quotes.isPending || consent.isPending) return <Skeleton height={66} radius="lg" />;
  const next = nextAction({
    lead,
    tasks: tasks.data?.items ?? [],
    quotes: quotes.data?.items ?? [],
    call: verdictOn(consent.data?.decisions, "call_manual"),
    email: verdictOn(consent.data?.decisions, "email"),
    now,
    today: today(now),
  });
  if (!next) return null;
  const { title, detail, when, urgency, doing } = next;

  async function take() {
    setTaking(true);
    await change({ record, etag }, { owner_id: me?.id ?? null }, "Owner").catch((error: unknown) =>
      failed(refusalOf(error), "The lead was not taken"),
    );
    setTaking(false);
  }

  const run: Record<Doing, () => void> = {
    call: onCall,
    write: () => window.location.assign(`mailto:${lead.email ?? ""}`),
    take: () => void take(),
    quote: () => work.openQuote(lead.id),
    convert: () => work.openConvert(lead.id),
    reopen: () => void work.move(lead, "new"),
    consent: onConsent,
  };
  const button = doing && may(BUTTONS[doing].needs) ? BUTTONS[doing] : null;
  return (
    <section className={`lg-card ${classes["card"]}`} data-urgency={urgency} aria-label="Next">
      <div className={classes["words"]}>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text size="sm" c="dimmed" component="div">
          {detail ? `${detail} ` : ""}
          {when ? (
            <span className={urgency === "late" ? classes["late"] : undefined} title={dateText(when.at)}>
              {when.words} <time dateTime={when.at}>{agoText(when.at, now.getTime())}</time>
            </span>
          ) : null}
        </Text>
      </div>
      {button && doing ? (
        <Button
          variant={urgency === "none" && doing === "call" ? "default" : "filled"}
          leftSection={<button.icon size={16} />}
          loading={taking}
          onClick={run[doing]}
        >
          {button.label}
        </Button>
      ) : null}
    </section>
  );
}
