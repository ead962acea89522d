// The list behind the bell.
import { Button, Group, ScrollArea, Text, Title, UnstyledButton } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import type { Schemas } from "@/api/client";
import { DateText } from "@/ui/DateText";
import { Empty, Failure, Loading } from "@/ui/states";
import { failed } from "@/ui/toasts";

import { addressOf, noticesQuery, useMarkRead } from "./notices";
import classes from "./Shell.module.css";

interface NoticesProps {
  onClose: () => void;
}

export function Notices({ onClose }: NoticesProps) {
  const found = useInfiniteQuery(noticesQuery);
  const markRead = useMarkRead();
  const go = useNavigate();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = found.data?.pages[0]?.unread ?? 0;

  function open(item: Schemas["Notification"]) {
    if (!item.read_at) markRead.mutate([item.id]);
    const to = addressOf(item);
    if (to) {
      onClose();
      void go({ to });
    }
  }

  return (
    <>
      <Group justify="space-between" px="md" py="xs" wrap="nowrap">
        <Title order={2} size="h4">
          Notifications
        </Title>
        {unread > 0 ? (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={markRead.isPending}
            onClick={() => markRead.mutate("all", { onError: (error) => failed(error) })}
          >
            Mark all as read
          </Button>
        ) : null}
      </Group>
      <ScrollArea.Autosize mah="min(60vh, 480px)" style={{ borderTop: "1px solid var(--lg-line)" }}>
        {found.isPending ? <Loading rows={4} /> : null}
        {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
        {found.data && items.length === 0 ? (
          <Empty title="Nothing new" icon={IconBellOff}>
            Tasks and records that others give you, mentions, and finished imports appear here.
          </Empty>
        ) : null}
        {items.map((item) => (
          <UnstyledButton
            key={item.id}
            className={classes["message"]}
            data-unread={item.read_at ? undefined : true}
            onClick={() => open(item)}
          >
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={item.read_at ? 400 : 600}>
                {item.title}
              </Text>
              {item.detail ? (
                <Text size="sm" c="dimmed" lineClamp={2}>
                  {item.detail}
                </Text>
              ) : null}
              <Text size="xs" c="dimmed">
                <DateText value={item.created_at} style="ago" />
                {item.read_at ? "" : " · unread"}
              </Text>
            </div>
          </UnstyledButton>
        ))}
        {found.hasNextPage ? (
          <Group justify="center" p="xs">
            <Button
              variant="subtle"
              size="compact-sm"
              loading={found.isFetching}
              onClick={() => void found.fetchNextPage()}
            >
              Show older
            </Button>
          </Group>
        ) : null}
      </ScrollArea.Autosize>
    </>
  );
}
