// The day: one ranked queue of what needs somebody now, worked off in place.
import { ActionIcon, Button, Group, Skeleton, Text } from "@mantine/core";
import { useLocalStorage, useMediaQuery, useSessionStorage } from "@mantine/hooks";
import { IconPlus, IconSunHigh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";

import { useMay, useMe } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { addDays, wallClock } from "@/ui/clock";
import { Page } from "@/ui/Page";
import { useShortcut } from "@/ui/shortcuts";
import { Empty, Failure, Loading } from "@/ui/states";
import { WhoseSwitch, widest, type Whose } from "@/ui/WhoseSwitch";

import { Filters } from "./Filters";
import { KINDS, ORDER, targetOf, type Target } from "./kinds";
import { SHOWN, todayQuery, type Kind, type Today, type TodayItem } from "./queries";
import { Queue } from "./Queue";
import type { RowDoes } from "./Row";
import styles from "./TodayPage.module.css";
import { useNow } from "./useNow";
import { useQueueActions } from "./useQueueActions";
import { useRowKeys } from "./useRowKeys";
import { dayName, greeting } from "./zone";

const Aside = lazy(async () => ({ default: (await import("./Aside")).Aside }));
const TaskDialog = lazy(async () => ({ default: (await import("./TaskDialog")).TaskDialog }));
const ReplyDialog = lazy(async () => ({ default: (await import("./ReplyDialog")).ReplyDialog }));

/** Below this, a record is better read on its own page. */
const ROOM_FOR_TWO = "(min-width: 75em)";

interface Opened {
  /** The row that it was opened from. */
  key: string;
  target: Target;
}

type Dialog = { name: "new" } | { name: "edit" | "reply"; item: TodayItem };

const FALLBACK_ZONE = "America/New_York";

export function TodayPage() {
  const { user, permissions } = useMe();
  const may = useMay();
  const go = useNavigate();
  const now = useNow();
  const [whose, setWhose] = useLocalStorage<Whose>({
    key: `today-whose-${user?.id ?? 0}`,
    // Agents have customers of their own; everybody else looks after those of others.
    defaultValue: user?.role === "agent" ? "me" : widest(permissions["tasks:read"]),
    getInitialValueInEffect: false,
  });
  const [kind, setKind] = useSessionStorage<Kind | null>({
    key: "today-kind",
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [beside, setBeside] = useState<Opened | null>(null);
  const roomForTwo = useMediaQuery(ROOM_FOR_TWO);
  const queue = useQuery({ ...todayQuery(whose, kind), placeholderData: keepPreviousData });
  const zone = useQuery(agencyQuery).data?.timezone ?? FALLBACK_ZONE;
  const today = wallClock(zone, now).day;

  const list = useRef<HTMLDivElement>(null);
  const rows = useRowKeys(list);
  const actions = useQueueActions(zone, rows.leave);
  const mayTasks = may("tasks:write");
  const mayMessages = may("communications:write");
  const does: RowDoes = {
    ...actions,
    open: (item) => {
      const target = targetOf(item);
      if (target && roomForTwo) setBeside({ key: item.key, target });
      else if (target) void go({ to: "/$noun/$id", params: { noun: target.noun, id: String(target.id) } });
      else if (mayTasks) setDialog({ name: "edit", item });
    },
    reply: (item) => setDialog({ name: "reply", item }),
    edit: (item) => setDialog({ name: "edit", item }),
  };
  const shown = roomForTwo ? beside : null;
  const close = () => {
    if (beside) rows.focus(beside.key);
    setBeside(null);
  };
  const currentTask = () => {
    const key = rows.current();
    return queue.data?.items.find((item) => item.key === key && item.kind === "task");
  };

  useShortcut("j", "Next row", () => rows.move(1));
  useShortcut("k", "Row before", () => rows.move(-1));
  useShortcut(
    "x",
    "Task is done",
    () => {
      const item = currentTask();
      if (item) actions.complete(item);
    },
    { enabled: mayTasks },
  );
  useShortcut(
    "s",
    "Put the task off to tomorrow",
    () => {
      const item = currentTask();
      if (item) actions.putOff(item, addDays(today, 1));
    },
    { enabled: mayTasks },
  );
  useShortcut("n", "New task", () => setDialog({ name: "new" }), { enabled: mayTasks });

  const name = (user?.full_name ?? user?.username ?? "").split(" ")[0];
  return (
    <Page
      title="Today"
      subtitle={`${greeting(zone, now)}, ${name}. ${dayName(zone, now)}`}
      actions={
        <Group gap="xs">
          <WhoseSwitch scope={permissions["tasks:read"]} value={whose} onChange={setWhose} />
          {mayTasks ? (
            <>
              <Button visibleFrom="sm" leftSection={<IconPlus size={16} />} onClick={() => setDialog({ name: "new" })}>
                New task
              </Button>
              <ActionIcon
                variant="filled"
                color="pine"
                hiddenFrom="sm"
                size={36}
                aria-label="New task"
                onClick={() => setDialog({ name: "new" })}
              >
                <IconPlus size={18} />
              </ActionIcon>
            </>
          ) : null}
        </Group>
      }
    >
      {queue.data ? <Filters counts={queue.data.counts} value={kind} onChange={setKind} /> : null}
      <div className={`${styles["layout"]} ${shown ? styles["withAside"] : ""}`}>
        {queue.data && queue.data.items.length > 0 ? (
          <div>
            <Queue
              items={queue.data.items}
              today={today}
              opened={shown?.key}
              withOwner={whose !== "me"}
              mayTasks={mayTasks}
              mayMessages={mayMessages}
              does={does}
              listRef={list}
            />
            <Rest queue={queue.data} kind={kind} />
          </div>
        ) : (
          <Instead
            error={queue.error}
            loaded={queue.data !== undefined}
            kind={kind}
            wider={whose === "me" && permissions["tasks:read"] !== "own" ? () => setWhose("team") : undefined}
            onRetry={() => void queue.refetch()}
          />
        )}
        {shown ? (
          <Suspense fallback={<Loading label="Fetching the record" />}>
            <Aside target={shown.target} onClose={close} />
          </Suspense>
        ) : null}
      </div>
      <Suspense fallback={null}>
        {dialog?.name === "reply" ? <ReplyDialog item={dialog.item} onClose={() => setDialog(null)} /> : null}
        {dialog?.name === "new" || dialog?.name === "edit" ? (
          <TaskDialog
            id={dialog.name === "edit" ? dialog.item.id : null}
            today={today}
            zone={zone}
            onClose={() => setDialog(null)}
          />
        ) : null}
      </Suspense>
    </Page>
  );
}

interface RestProps {
  queue: Today;
  kind: Kind | null;
}

/** What does not fit: the queue is for working off, not for scrolling. */
function Rest({ queue, kind }: RestProps) {
  const all = kind ? queue.counts[kind] : ORDER.reduce((sum, each) => sum + queue.counts[each], 0);
  if (all <= queue.items.length) return null;
  return (
    <Text size="sm" c="dimmed" ta="center" mt="md">
      The {SHOWN} most pressing are shown. Choose a kind above to see more of it.
    </Text>
  );
}

interface InsteadProps {
  error: unknown;
  loaded: boolean;
  kind: Kind | null;
  /** Shows the team's queue, to those who may see it. */
  wider: (() => void) | undefined;
  onRetry: () => void;
}

function Instead({ error, loaded, kind, wider, onRetry }: InsteadProps) {
  if (error && !loaded) return <Failure error={error} onRetry={onRetry} />;
  if (!loaded) return <Waiting />;
  return (
    <div className="lg-card">
      <Empty
        icon={IconSunHigh}
        title={kind ? KINDS[kind].none : "Nothing waits for you"}
        action={
          wider ? (
            <Button variant="default" mt="xs" onClick={wider}>
              See what waits for the team
            </Button>
          ) : undefined
        }
      >
        {kind
          ? "Choose All to see the rest of the day."
          : "No task is due, no renewal is near, nobody waits for an answer. New work appears here by itself."}
      </Empty>
    </div>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Looking for what waits">
      <Skeleton height={30} width={360} maw="100%" radius="xl" mb="md" />
      <div className={`lg-card ${styles["group"]}`}>
        {[72, 55, 64, 48, 60, 52].map((width, row) => (
          <div key={row} className={styles["row"]}>
            <Skeleton height={32} width={32} radius={8} />
            <div>
              <Skeleton height={14} width={`${width}%`} mb={8} />
              <Skeleton height={12} width={`${width - 20}%`} />
            </div>
            <Skeleton height={26} width={84} />
          </div>
        ))}
      </div>
    </div>
  );
}
