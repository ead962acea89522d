// Where I am signed in, and the way to end it there.
import { Badge, Button, Text } from "@mantine/core";
import { IconDeviceLaptop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { Card } from "./Card";
import { deviceOf } from "./device";
import { sessionsQuery } from "./queries";
import classes from "./Settings.module.css";

export function SessionsSection() {
  const cache = useQueryClient();
  const mayEnd = useMay()("me:write");
  const found = useQuery(sessionsQuery);
  const refresh = () => cache.invalidateQueries(sessionsQuery);
  const end = useMutation({
    mutationFn: async (session_id: number) => {
      await api.DELETE("/v1/auth/sessions/{session_id}", { params: { path: { session_id } } });
    },
    onSuccess: () => {
      done("Signed out there");
      return refresh();
    },
    onError: (error) => failed(error),
  });
  const endOthers = useMutation({
    mutationFn: async () => {
      await api.DELETE("/v1/auth/sessions");
    },
    onSuccess: () => {
      done("Signed out everywhere else");
      return refresh();
    },
    onError: (error) => failed(error),
  });
  const sessions = found.data?.items ?? [];

  return (
    <Card
      title="Where you are signed in"
      description="If you do not know one of them, end it and change your password."
      flush
      actions={
        mayEnd && sessions.length > 1 ? (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Sign out everywhere else
          </Button>
        ) : null
      }
    >
      {found.isPending ? <Loading rows={3} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {sessions.map((session) => (
        <SessionLine
          key={session.id}
          session={session}
          ending={end.isPending && end.variables === session.id}
          onEnd={mayEnd ? () => end.mutate(session.id) : undefined}
        />
      ))}
    </Card>
  );
}

interface SessionLineProps {
  session: Schemas["SessionItem"];
  ending: boolean;
  onEnd?: () => void;
}

function SessionLine({ session, ending, onEnd }: SessionLineProps) {
  const { name, isPhone } = deviceOf(session.user_agent);
  const Picture = isPhone ? IconDeviceMobile : IconDeviceLaptop;
  return (
    <div className={classes["line"]}>
      <Picture size={24} stroke={1.5} aria-hidden />
      <div>
        <Text fw={500}>{name}</Text>
        <Text size="sm" c="dimmed">
          {session.ip_address ?? "Unknown address"} · last seen <DateText value={session.last_seen_at} style="ago" /> ·
          signed in <DateText value={session.created_at} style="ago" />
        </Text>
      </div>
      {session.current ? <Badge color="green">This browser</Badge> : null}
      {!session.current && onEnd ? (
        <Button variant="default" size="compact-sm" loading={ending} onClick={onEnd} aria-label={`Sign out ${name}`}>
          Sign out
        </Button>
      ) : null}
    </div>
  );
}
