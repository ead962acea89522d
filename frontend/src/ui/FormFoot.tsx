// Where a form ends: what went wrong as a whole, the way out, and what sends it.
import { Button, Group, Text } from "@mantine/core";

interface FormFootProps {
  /** What was refused, unless a field says it. */
  error: string;
  submit: string;
  sending: boolean;
  /** It takes something away. */
  severe?: boolean;
  onCancel: () => void;
}

export function FormFoot({ error, submit, sending, severe, onCancel }: FormFootProps) {
  return (
    <>
      {error ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" color={severe ? "red" : undefined} loading={sending}>
          {submit}
        </Button>
      </Group>
    </>
  );
}
