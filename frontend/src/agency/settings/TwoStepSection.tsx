// The second step of my sign-in: a code from the phone.
import { Badge, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body, type Schemas } from "@/api/client";
import { meQuery, useMe } from "@/api/session";
import { done } from "@/ui/toasts";

import { showRefusal } from "../forms";
import { Card } from "./Card";
import { Enrolment } from "./Enrolment";
import { RecoveryCodes } from "./RecoveryCodes";

type Dialog = { kind: "password" } | { kind: "enrol"; secret: Schemas["TotpSecret"] } | { kind: "disable" | "renew" };

export function TwoStepSection() {
  const on = useMe().user?.mfa_enabled ?? false;
  const cache = useQueryClient();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => setDialog(null);

  async function show(newCodes: string[]) {
    setCodes(newCodes);
    close();
    await cache.invalidateQueries(meQuery);
  }

  return (
    <>
      <Card
        title="Authenticator app"
        actions={<Badge color={on ? "green" : "gray"}>{on ? "On" : "Off"}</Badge>}
        description={
          on
            ? "After your password you are asked for the six digits that your app shows."
            : "With a code from your phone, a stolen password alone opens nothing. Any authenticator app will do."
        }
        footer={
          on ? (
            <>
              <Button variant="default" onClick={() => setDialog({ kind: "renew" })}>
                New recovery codes
              </Button>
              <Button variant="light" color="red" onClick={() => setDialog({ kind: "disable" })}>
                Turn off
              </Button>
            </>
          ) : (
            <Button onClick={() => setDialog({ kind: "password" })}>Set up</Button>
          )
        }
      />
      {codes ? (
        <Card title="Recovery codes" description="Each opens the door once, for the day that the phone is lost.">
          <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
        </Card>
      ) : null}
      <Modal opened={dialog?.kind === "password"} onClose={close} title="Set up two-step sign-in">
        <AskPassword onDone={(secret) => setDialog({ kind: "enrol", secret })} />
      </Modal>
      <Modal opened={dialog?.kind === "enrol"} onClose={close} title="Set up two-step sign-in" size="lg">
        {dialog?.kind === "enrol" ? <Enrolment secret={dialog.secret} onDone={show} /> : null}
      </Modal>
      <Modal opened={dialog?.kind === "renew"} onClose={close} title="New recovery codes">
        <BothFactors
          note="The codes that you have now will no longer work."
          label="Make new codes"
          send={async (factors) =>
            show((await body(api.POST("/v1/auth/totp/recovery-codes", { body: factors }))).recovery_codes)
          }
        />
      </Modal>
      <Modal opened={dialog?.kind === "disable"} onClose={close} title="Turn off two-step sign-in">
        <BothFactors
          note="Your password alone will be enough to sign in."
          label="Turn off"
          color="red"
          send={async (factors) => {
            await api.POST("/v1/auth/totp/disable", { body: factors });
            setCodes(null);
            close();
            await cache.invalidateQueries(meQuery);
            done("Two-step sign-in is off");
          }}
        />
      </Modal>
    </>
  );
}

interface AskPasswordProps {
  onDone: (secret: Schemas["TotpSecret"]) => void;
}

function AskPassword({ onDone }: AskPasswordProps) {
  const form = useForm({ initialValues: { password: "" } });
  const enrol = useMutation({
    mutationFn: (values: { password: string }) => body(api.POST("/v1/auth/totp", { body: values })),
    onSuccess: onDone,
    onError: (error) => showRefusal(form, error),
  });
  return (
    <form onSubmit={form.onSubmit((values) => enrol.mutate(values))}>
      <Stack>
        <Text c="dimmed">First your password again, so that nobody else sets up their phone here.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("password")}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={enrol.isPending}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface BothFactorsProps {
  note: string;
  label: string;
  color?: string;
  send: (factors: Schemas["BothFactors"]) => Promise<void>;
}

function BothFactors({ note, label, color, send }: BothFactorsProps) {
  const form = useForm({ initialValues: { password: "", code: "" } });
  const sending = useMutation({ mutationFn: send, onError: (error) => showRefusal(form, error) });
  return (
    <form onSubmit={form.onSubmit((values) => sending.mutate(values))}>
      <Stack>
        <Text c="dimmed">{note}</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps("password")}
        />
        <TextInput
          label="Code from the app, or a recovery code"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          {...form.getInputProps("code")}
        />
        <Group justify="flex-end">
          <Button type="submit" color={color} loading={sending.isPending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
