// Bringing the secret to the phone, and proving that it arrived.
import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { renderSVG } from "uqr";

import { api, body, type Schemas } from "@/api/client";

import { showRefusal } from "../forms";
import { Copy } from "../ShownOnce";
import { renewed } from "./queries";
import classes from "./Settings.module.css";

interface EnrolmentProps {
  secret: Schemas["TotpSecret"];
  onDone: (recoveryCodes: string[]) => Promise<void>;
}

export function Enrolment({ secret, onDone }: EnrolmentProps) {
  const form = useForm({ initialValues: { code: "" } });
  const confirm = useMutation({
    mutationFn: async (values: { code: string }) => {
      const found = await renewed(body(api.POST("/v1/auth/totp/confirm", { body: { code: values.code.trim() } })));
      await onDone(found.recovery_codes);
    },
    onError: (error) => showRefusal(form, error),
  });

  return (
    <form onSubmit={form.onSubmit((values) => confirm.mutate(values))}>
      <Group align="flex-start" gap="xl">
        <div
          role="img"
          aria-label="QR code for the authenticator app"
          className={classes["qr"]}
          dangerouslySetInnerHTML={{ __html: renderSVG(secret.uri, { border: 1 }) }}
        />
        <Stack flex="1 1 260px">
          <div>
            <Text fw={500}>1. Scan the picture with your authenticator app</Text>
            <Text size="sm" c="dimmed" mb={6}>
              Or type this key into it:
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code flex={1} style={{ overflowWrap: "anywhere" }}>
                {secret.secret.match(/.{1,4}/g)?.join(" ")}
              </Code>
              <Copy text={secret.secret} />
            </Group>
          </div>
          <TextInput
            label="2. Type the six digits that it shows"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            data-autofocus
            maxLength={7}
            {...form.getInputProps("code")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={confirm.isPending}>
              Turn on
            </Button>
          </Group>
        </Stack>
      </Group>
    </form>
  );
}
