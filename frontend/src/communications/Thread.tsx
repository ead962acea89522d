// What else was said with the same customer, around the message that is open.
import { Button, Text } from "@mantine/core";
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { RecordLink } from "@/records/RecordLink";
import { RelatedSkeleton } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Failure } from "@/ui/states";

import classes from "./Thread.module.css";

type Communication = Schemas["Communication"];

interface ThreadProps {
  message: Communication;
}

const WAYS: Record<string, string> = { email: "E-mail", sms: "Text", call: "Call" };

export function Thread({ message }: ThreadProps) {
  const about = message.customer_id
    ? { customer_id: message.customer_id }
    : message.lead_id
      ? { lead_id: message.lead_id }
      : null;
  const found = useInfiniteQuery({
    queryKey: ["communications", "thread", about],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/v1/communications", {
          params: {
            query: { ...about, sort: "-comm_date", page_size: 20, count: "none", after: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: about !== null,
  });
  if (!about) return null;
  const messages = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SideCard title={`Everything said with ${message.customer_name}`}>
      {found.isPending ? <RelatedSkeleton /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      <ol className={classes["thread"]}>
        {messages.map((each) => (
          <li
            key={each.id}
            className={classes["message"]}
            data-direction={each.direction}
            aria-current={each.id === message.id ? "true" : undefined}
          >
            <Message message={each} open={each.id === message.id} />
          </li>
        ))}
      </ol>
      {found.hasNextPage ? (
        <div className={classes["more"]}>
          <Button
            variant="default"
            size="compact-sm"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            Show earlier
          </Button>
        </div>
      ) : null}
    </SideCard>
  );
}

function Message({ message, open }: { message: Communication; open: boolean }) {
  const inbound = message.direction === "inbound";
  const Picture = inbound ? IconArrowDownLeft : IconArrowUpRight;
  const title = message.subject || WAYS[message.comm_type ?? ""] || message.channel;
  return (
    <>
      <div className={classes["head"]}>
        <Picture size={15} stroke={1.8} aria-label={inbound ? "From them" : "To them"} role="img" />
        {open ? (
          <Text fw={600} component="span">
            {title}
          </Text>
        ) : (
          <RecordLink noun="communications" id={message.id} fw={500}>
            {title}
          </RecordLink>
        )}
        <Text size="xs" c="dimmed" component="span">
          {WAYS[message.comm_type ?? ""] ?? message.channel} ·{" "}
          <DateText value={message.comm_date ?? message.created_at} />
          {open ? " · this one" : ""}
        </Text>
      </div>
      {message.content && !open ? (
        <Text size="sm" c="dimmed" lineClamp={2} className={classes["text"] ?? ""}>
          {message.content}
        </Text>
      ) : null}
    </>
  );
}
