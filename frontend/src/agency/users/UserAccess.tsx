// How somebody comes in, and how that is changed: locks, passwords, the second step, sessions, the account itself.
import { Button, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";

import { useMe } from "@/api/session";
import { DateText } from "@/ui/DateText";

import { ShownOnce } from "../ShownOnce";
import settings from "../settings/Settings.module.css";
import {
  changeUser,
  disable,
  endSessions,
  nameOf,
  resetPassword,
  resetSecondFactor,
  statusOf,
  unlock,
  useUserAct,
  type User,
} from "./queries";

interface UserAccessProps {
  user: User;
  etag: string;
  mayChange: boolean;
}

export function UserAccess({ user, etag, mayChange }: UserAccessProps) {
  const { user: me } = useMe();
  const unlocking = useUserAct(unlock, "Unlocked");
  const enabling = useUserAct(changeUser, `${nameOf(user)} can sign in again`);
  const disabling = useUserAct(disable, `${nameOf(user)} can no longer sign in`);
  const ending = useUserAct(endSessions, "Signed out everywhere");
  const newPassword = useUserAct(resetPassword, null);
  const secondFactor = useUserAct(resetSecondFactor, "Two-step sign-in is off for this account");
  const isMe = me?.id === user.id;
  const name = nameOf(user);

  const confirm = (title: string, text: string, label: string, act: () => void) =>
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: label, cancel: "Cancel" },
      onConfirm: act,
    });

  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        Signing in
      </Title>
      {newPassword.data ? (
        <ShownOnce label="The new password" secret={newPassword.data.one_time_password}>
          Hand it over; they choose their own when they sign in.
        </ShownOnce>
      ) : null}
      <div className="lg-card">
        {statusOf(user) === "locked" ? (
          <Line
            title="Locked"
            text={
              <>
                Too many wrong passwords; ends by itself <DateText value={user.locked_until} style="ago" />
              </>
            }
          >
            <Act
              label="Unlock"
              hidden={!mayChange}
              busy={unlocking.isPending}
              onClick={() => unlocking.mutate(user.id)}
            />
          </Line>
        ) : null}
        <Line
          title="Password"
          text={
            user.password_changed_at ? (
              <>
                chosen <DateText value={user.password_changed_at} style="ago" />
              </>
            ) : (
              "given by an administrator"
            )
          }
        >
          <Act
            label="New password"
            hidden={!mayChange || isMe}
            busy={newPassword.isPending}
            onClick={() =>
              confirm(
                `Give ${name} a new password?`,
                "The present one stops working, and they are signed out everywhere. You see the new one once.",
                "New password",
                () => newPassword.mutate(user.id),
              )
            }
          />
        </Line>
        <Line title="Two-step sign-in" text={user.mfa_enabled ? "on" : "off"}>
          <Act
            label="Turn off"
            hidden={!mayChange || isMe || !user.mfa_enabled}
            busy={secondFactor.isPending}
            onClick={() =>
              confirm(
                `Turn off two-step sign-in for ${name}?`,
                "For the day that phone and recovery codes are both lost. Make sure that it is really them who ask.",
                "Turn off",
                () => secondFactor.mutate(user.id),
              )
            }
          />
        </Line>
        <Line title="Sessions" text="the browsers in which they are signed in">
          <Act
            label="Sign out everywhere"
            hidden={!mayChange || isMe}
            busy={ending.isPending}
            onClick={() => ending.mutate(user.id)}
          />
        </Line>
        <Line title="Account" text={user.is_active ? "may sign in" : "disabled; what they own stays"}>
          {user.is_active ? (
            <Act
              label="Disable"
              color="red"
              hidden={!mayChange || isMe}
              busy={disabling.isPending}
              onClick={() => disabling.mutate(user.id)}
            />
          ) : (
            <Act
              label="Enable"
              hidden={!mayChange}
              busy={enabling.isPending}
              onClick={() => enabling.mutate({ id: user.id, etag, changes: { is_active: true } })}
            />
          )}
        </Line>
      </div>
    </Stack>
  );
}

interface LineProps {
  title: string;
  text: ReactNode;
  children: ReactNode;
}

function Line({ title, text, children }: LineProps) {
  return (
    <div className={settings["line"]}>
      <div className={settings["grow"]}>
        <Text fw={500}>{title}</Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </div>
      {children}
    </div>
  );
}

interface ActProps {
  label: string;
  hidden: boolean;
  busy: boolean;
  color?: string;
  onClick: () => void;
}

function Act({ label, hidden, busy, color, onClick }: ActProps) {
  if (hidden) return null;
  return (
    <Button
      variant={color ? "light" : "default"}
      color={color}
      size="compact-sm"
      flex="0 0 auto"
      loading={busy}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
