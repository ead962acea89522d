// Coming in, step by step: the password, the code if there is a second factor, a new password if one is due.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { rememberCsrfToken } from "@/api/client";
import { enter } from "@/api/session";

import { CodeStep } from "./CodeStep";
import { askForNewPassword } from "./due";
import { NewPasswordStep } from "./NewPasswordStep";
import { PasswordStep } from "./PasswordStep";

export type SignInResult = Schemas["SignInResult"];

interface SignInFormProps {
  /** Known when somebody comes back whose session ended. */
  username?: string;
  /** A new password was asked for before and not chosen yet. */
  passwordDue?: boolean;
  onDone: () => void;
  /** The page around says what is asked for. */
  onStep?: (step: Step["at"]) => void;
}

export type Step = { at: "password" } | { at: "code" } | { at: "new-password"; present: string | null };

export function SignInForm({ username, passwordDue = false, onDone, onStep }: SignInFormProps) {
  const cache = useQueryClient();
  const [step, showStep] = useState<Step>(passwordDue ? { at: "new-password", present: null } : { at: "password" });
  const [present, setPresent] = useState("");

  function setStep(next: Step) {
    showStep(next);
    onStep?.(next.at);
  }

  async function goOn(result: SignInResult, typed: string) {
    rememberCsrfToken(result.csrf_token);
    if (result.mfa_required) {
      setPresent(typed);
      setStep({ at: "code" });
      return;
    }
    if (result.password_change_due) {
      askForNewPassword(true);
      setStep({ at: "new-password", present: typed });
      return;
    }
    await finish(result.csrf_token);
  }

  async function finish(csrf: string) {
    askForNewPassword(false);
    await enter(cache, csrf);
    onDone();
  }

  switch (step.at) {
    case "password":
      return <PasswordStep username={username} onDone={goOn} />;
    case "code":
      return <CodeStep onDone={(result) => goOn(result, present)} onBack={() => setStep({ at: "password" })} />;
    case "new-password":
      return <NewPasswordStep present={step.present} onDone={finish} />;
  }
}
