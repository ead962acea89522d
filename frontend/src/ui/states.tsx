// What a page shows when it has nothing, not yet, or not any more.
import { Button, Center, Skeleton, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock, IconMoodEmpty, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { Offline, ProblemError, sentence } from "@/api/problem";

interface StateProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

function State({ icon: Picture, title, children, action }: StateProps) {
  return (
    <Center mih={220} p="lg">
      <Stack align="center" gap="xs" maw={420}>
        <ThemeIcon variant="light" size={48} radius="xl" color="gray" aria-hidden>
          <Picture size={26} stroke={1.6} />
        </ThemeIcon>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        {children ? (
          <Text c="dimmed" size="sm" ta="center" component="div">
            {children}
          </Text>
        ) : null}
        {action}
      </Stack>
    </Center>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: Icon;
}

/** Nothing here, and what to do about it. */
export function Empty({ icon = IconMoodEmpty, ...rest }: EmptyProps) {
  return <State icon={icon} {...rest} />;
}

interface FailureProps {
  error: unknown;
  onRetry?: () => void;
}

function pictureOf(error: unknown): { icon: Icon; title: string } {
  if (error instanceof Offline) return { icon: IconCloudOff, title: "No connection" };
  if (error instanceof ProblemError && error.status === 403) return { icon: IconLock, title: "Not for your role" };
  if (error instanceof ProblemError && error.status === 404)
    return { icon: IconMoodEmpty, title: "This is not here (any more)" };
  return { icon: IconAlertTriangle, title: "This did not work" };
}

/** What went wrong, in the API's own words, and a way on. */
export function Failure({ error, onRetry }: FailureProps) {
  // Asking again does not change what a role may, nor brings back what is gone.
  const isFinal = error instanceof ProblemError && [403, 404].includes(error.status);
  const retry =
    onRetry && !isFinal ? (
      <Button variant="default" onClick={onRetry} mt="xs">
        Try again
      </Button>
    ) : undefined;
  const reference = error instanceof ProblemError && error.status >= 500 ? error.problem.request_id : "";
  return (
    <div role="alert">
      <State {...pictureOf(error)} action={retry}>
        {sentence(error)}
        {reference ? ` Reference: ${reference}.` : ""}
      </State>
    </div>
  );
}

interface LoadingProps {
  /** What is being fetched, for those who listen. */
  label?: string;
  rows?: number;
}

export function Loading({ label = "Loading", rows = 5 }: LoadingProps) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}
