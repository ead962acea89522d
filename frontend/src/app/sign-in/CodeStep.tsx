// The second step: six digits from the phone, or a recovery code.
import { Anchor, Button, PinInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";

import { Refusal } from "./PasswordStep";
import type { SignInResult } from "./SignInForm";

const DIGITS = 6;

interface CodeStepProps {
  onDone: (result: SignInResult) => Promise<void>;
  onBack: () => void;
}

export function CodeStep({ onDone, onBack }: CodeStepProps) {
  const [lost, setLost] = useState(false);
  const [code, setCode] = useState("");
  const check = useMutation({
    mutationFn: async (typed: string) => onDone(await body(api.POST("/v1/auth/mfa", { body: { code: typed } }))),
    onError: () => setCode(""),
  });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code) check.mutate(code);
      }}
    >
      <Stack>
        {check.error ? <Refusal error={check.error} /> : null}
        {lost ? (
          <TextInput
            size="md"
            label="Recovery code"
            description="One of the ten that you kept when you set up two-step sign-in. Each works once."
            autoComplete="off"
            spellCheck={false}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        ) : (
          <div>
            <Text fw={500} id="code-label">
              Code from your authenticator app
            </Text>
            <PinInput
              mt={6}
              size="lg"
              length={DIGITS}
              type="number"
              oneTimeCode
              autoFocus
              aria-labelledby="code-label"
              getInputProps={(index) => ({ "aria-label": `Digit ${index + 1}` })}
              value={code}
              onChange={setCode}
              onComplete={(typed) => check.mutate(typed)}
            />
          </div>
        )}
        <Button type="submit" size="md" loading={check.isPending} disabled={code.length < DIGITS}>
          Continue
        </Button>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => {
            setCode("");
            check.reset();
            setLost(!lost);
          }}
        >
          {lost ? "Use the authenticator app" : "I do not have my phone"}
        </Anchor>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          Sign in as somebody else
        </Anchor>
      </Stack>
    </form>
  );
}
