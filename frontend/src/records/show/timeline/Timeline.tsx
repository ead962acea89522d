// Everything that happened around the record, newest first.
import { Button, Chip, Group, Skeleton, Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { Empty, Failure } from "@/ui/states";

import { useRecord } from "../context";
import { hasTimeline, timelineQuery, type TimelineNoun } from "../queries";
import { byDay } from "./days";
import { useAgencyZone } from "./useAgencyZone";
import { History } from "./History";
import { choicesOf, kindsOf } from "./kinds";
import classes from "./Timeline.module.css";
import { TimelineEntry } from "./TimelineEntry";

export function Timeline() {
  const { noun, id } = useRecord();
  return hasTimeline(noun) ? <Merged noun={noun} id={id} /> : <History />;
}

interface MergedProps {
  noun: TimelineNoun;
  id: number;
}

function Merged({ noun, id }: MergedProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const found = useInfiniteQuery(timelineQuery(noun, id, kindsOf(chosen)));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const zone = useAgencyZone();
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage || typeof IntersectionObserver === "undefined") return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting && !isFetchingNextPage) void fetchNextPage();
      },
      { rootMargin: "400px" },
    );
    watch.observe(mark);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="Timeline" className="lg-card">
      <Group justify="space-between" gap="xs" className={classes["head"]}>
        <Title order={2} size="h5">
          Timeline
        </Title>
        <Chip.Group multiple value={chosen} onChange={setChosen}>
          <Group gap={6} role="group" aria-label="Show only">
            {choicesOf(noun).map(({ key, label }) => (
              <Chip key={key} value={key} size="xs" variant="outline">
                {label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Group>
      {found.isPending ? <TimelineSkeleton /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess && items.length === 0 ? (
        <Empty icon={IconHistory} title={chosen.length > 0 ? "Nothing of this kind" : "Nothing has happened yet"}>
          {chosen.length > 0 ? "Choose other kinds above." : "Notes, tasks, calls and changes will appear here."}
        </Empty>
      ) : null}
      {byDay(items, undefined, zone).map((day) => (
        <div key={day.key}>
          <Title order={3} className={classes["day"] ?? ""}>
            {day.label}
          </Title>
          <ol className={classes["items"]}>
            {day.items.map((item) => (
              <TimelineEntry key={item.key} item={item} zone={zone} />
            ))}
          </ol>
        </div>
      ))}
      <div ref={end} />
      {hasNextPage ? (
        <Group justify="center" p="sm">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </Group>
      ) : null}
    </section>
  );
}

export function TimelineSkeleton() {
  return (
    <Stack gap="md" p="md" role="status" aria-label="Loading the timeline">
      {[70, 50, 62, 44].map((width) => (
        <Group key={width} wrap="nowrap" align="flex-start">
          <Skeleton circle height={28} />
          <Stack gap={6} flex={1}>
            <Skeleton height={14} width={`${width}%`} />
            <Skeleton height={12} width={`${width - 20}%`} />
          </Stack>
        </Group>
      ))}
    </Stack>
  );
}
