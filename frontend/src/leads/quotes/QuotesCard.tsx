// What carriers would charge: each quote with what became of it.
import { ActionIcon, Button, Menu, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDots, IconPlus } from "@tabler/icons-react";

import { useMay } from "@/api/session";
import { RecordLink } from "@/records/RecordLink";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { today } from "@/ui/inputs/day";
import { Money } from "@/ui/Money";
import { StatusBadge, words } from "@/ui/StatusBadge";
import { Failure } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { quotesQuery, useQuotes, type Lead, type Quote } from "../queries";
import { isOpen, refusalOf, stageOf } from "../stage/stages";
import type { LeadWork } from "../work";
import { perText, stands } from "./quotes";
import classes from "./QuotesCard.module.css";

interface QuotesCardProps {
  lead: Lead;
  work: LeadWork;
}

export function QuotesCard({ lead, work }: QuotesCardProps) {
  const may = useMay();
  const { data, error, refetch } = useQuery(quotesQuery(lead.id));
  const mayAdd = may("quotes:write") && isOpen(stageOf(lead.status)) && lead.merged_into_id === null;
  return (
    <SideCard
      title="Quotes"
      count={data?.items.length || undefined}
      action={
        mayAdd ? (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => work.openQuote(lead.id)}
          >
            Record a quote
          </Button>
        ) : null
      }
    >
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Stack p="md" gap="xs" role="status" aria-label="Loading the quotes">
          <Skeleton height={16} />
          <Skeleton height={16} width="70%" />
        </Stack>
      ) : null}
      {data?.items.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          No quote yet. The first one moves the lead to quoted.
        </Text>
      ) : null}
      <ul className={classes["list"]}>
        {data?.items.map((quote) => (
          <QuoteLine key={quote.id} quote={quote} mayChange={may("quotes:write")} />
        ))}
      </ul>
    </SideCard>
  );
}

interface QuoteLineProps {
  quote: Quote;
  mayChange: boolean;
}

function QuoteLine({ quote, mayChange }: QuoteLineProps) {
  const { change } = useQuotes();
  const runOut = quote.status === "offered" && !stands(quote, today());

  async function become(status: Quote["status"]) {
    const before = quote.status;
    try {
      await change.mutateAsync({ id: quote.id, status });
      done(`Quote ${status}`, { undo: () => change.mutateAsync({ id: quote.id, status: before }) });
    } catch (error) {
      failed(refusalOf(error), "The quote was not changed");
    }
  }

  return (
    <li className={classes["quote"]}>
      <div className={classes["words"]}>
        <div className={classes["head"]}>
          <Text fw={600} component="span">
            {quote.carrier}
          </Text>
          <StatusBadge value={runOut ? "expired" : quote.status} />
        </div>
        <Text size="sm">
          {quote.policy_type} · <Money cents={quote.premium_cents} /> {perText(quote.term_months)}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          Quoted <DateText value={quote.quoted_at} style="ago" />
          {quote.expires_on ? (
            <>
              {" "}
              · {runOut ? "was good" : "good"} until <DateText value={quote.expires_on} />
            </>
          ) : null}
        </Text>
        {quote.coverage ? (
          <Text size="xs" c="dimmed" mt={2}>
            {quote.coverage}
          </Text>
        ) : null}
        {quote.policy_id ? (
          <Text size="xs">
            <RecordLink noun="policies" id={quote.policy_id} fz="xs">
              Became a policy
            </RecordLink>
          </Text>
        ) : null}
      </div>
      {mayChange && quote.policy_id === null ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`What became of the quote of ${quote.carrier}`} loading={change.isPending}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {(["offered", "accepted", "declined", "expired"] as const)
              .filter((status) => status !== quote.status)
              .map((status) => (
                <Menu.Item key={status} onClick={() => void become(status)}>
                  {words(status)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </li>
  );
}
