// Whom a report was mailed, who opened it and when; a link can be ended.
import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconLinkOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { useMay } from "@/api/session";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Failure } from "@/ui/states";

import { linksQuery, useRevoke, type SentLink } from "./queries";
import classes from "./Schedules.module.css";

interface LinksCardProps {
  reportId: number;
}

export function LinksCard({ reportId }: LinksCardProps) {
  const { data, error, refetch } = useQuery(linksQuery(reportId));
  if (error && !data)
    return (
      <SideCard title="Sent to">
        <Failure error={error} onRetry={() => void refetch()} />
      </SideCard>
    );
  // Most reports are sent to nobody.
  if (!data || data.length === 0) return null;
  return (
    <SideCard title="Sent to" count={data.length}>
      <ul className={classes["links"]}>
        {data.map((link) => (
          <LinkLine key={link.id} link={link} reportId={reportId} />
        ))}
      </ul>
    </SideCard>
  );
}

const isOver = (link: SentLink) => new Date(link.expires_at).getTime() < Date.now();

function LinkLine({ link, reportId }: { link: SentLink; reportId: number }) {
  const revoke = useRevoke(reportId);
  const may = useMay()("reports:write");
  const works = !link.revoked_at && !link.failure && !isOver(link);
  const ask = () =>
    modals.openConfirmModal({
      title: `End the link of ${link.sent_to}?`,
      children: "It works no more at once, and cannot be given back.",
      labels: { confirm: "End the link", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => revoke.mutate(link),
    });
  return (
    <li className={classes["link"]}>
      <div className={classes["words"]}>
        <Text size="sm" fw={500} className={classes["address"]}>
          {link.sent_to}
        </Text>
        <Text size="sm" c={link.failure ? "var(--mantine-color-error)" : "dimmed"}>
          <LinkState link={link} />
        </Text>
      </div>
      {works && may ? (
        <Tooltip label="End the link">
          <ActionIcon aria-label={`End the link of ${link.sent_to}`} onClick={ask} loading={revoke.isPending}>
            <IconLinkOff size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </li>
  );
}

function LinkState({ link }: { link: SentLink }) {
  if (link.failure) return link.failure;
  const opened = link.opened_at ? (
    <>
      Downloaded <DateText value={link.opened_at} style="ago" />
      {link.opens > 1 ? `, ${link.opens} times in all` : ""}
    </>
  ) : null;
  if (link.revoked_at) return <>Ended{opened ? <> · {opened}</> : null}</>;
  if (opened) return opened;
  if (isOver(link)) return "Never opened; the link is over";
  if (!link.sent_at) return "On its way";
  return (
    <>
      Sent <DateText value={link.sent_at} style="ago" />, not opened yet
    </>
  );
}
