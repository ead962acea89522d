// A secret that nobody can look up again: copy it now.
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconEyeOff } from "@tabler/icons-react";

interface ShownOnceProps {
  label: string;
  secret: string;
  /** What to do with it. */
  children?: string;
}

export function ShownOnce({ label, secret, children }: ShownOnceProps) {
  return (
    <Stack gap="sm">
      <Alert color="yellow" icon={<IconEyeOff size={18} />} p="sm">
        {label} is shown only now. {children}
      </Alert>
      <Group gap="xs" wrap="nowrap" align="stretch">
        <Code block style={{ flex: 1, overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} fz="md">
          {secret}
        </Code>
        <Copy text={secret} />
      </Group>
    </Stack>
  );
}

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  return (
    <CopyButton value={text} timeout={2500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          h="auto"
          mih={36}
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          style={{ flexShrink: 0 }}
        >
          <Text span inherit aria-live="polite">
            {copied ? "Copied" : label}
          </Text>
        </Button>
      )}
    </CopyButton>
  );
}
