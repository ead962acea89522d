// The frame of every page: its title, its actions, and room for what it shows.
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

/** The window without the bars of the frame. */
const VIEWPORT = "calc(100dvh - var(--app-shell-header-offset, 0px) - var(--app-shell-footer-offset, 0px))";

interface PageProps {
  title: string;
  /** The way back up, over the title. */
  above?: ReactNode;
  /** One line under the title. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Lists use the whole height and scroll inside. */
  fill?: boolean;
  /** Text and forms read better in a column. */
  narrow?: boolean;
}

export function Page({ title, above, subtitle, actions, children, fill = false, narrow = false }: PageProps) {
  useDocumentTitle(`${title} · LeadGen`);
  return (
    <Stack gap="md" p={{ base: "sm", sm: "lg" }} h={fill ? VIEWPORT : undefined} maw={narrow ? 920 : undefined}>
      <Group justify="space-between" align="center" gap="sm" wrap="wrap">
        <Box miw={0}>
          {above}
          <Title order={1} size="h2" tabIndex={-1}>
            {title}
          </Title>
          {subtitle ? (
            <Text c="dimmed" size="sm" component="div">
              {subtitle}
            </Text>
          ) : null}
        </Box>
        {actions ? <Group gap="xs">{actions}</Group> : null}
      </Group>
      {children}
    </Stack>
  );
}
