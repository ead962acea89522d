// The door.
import { Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { Mark } from "@/ui/Mark";

import { ConnectionBanner } from "../ConnectionBanner";
import { DemoPeople } from "./DemoPeople";
import { isNewPasswordDue } from "./due";
import classes from "./SignIn.module.css";
import { SignInForm, type Step } from "./SignInForm";

const POINTS = [
  "Customers, policies and claims on one page, with everything that was ever said",
  "One list each morning: renewals, deadlines and messages in the order that counts",
  "Every change kept, every mistake undone",
];

const ASKED: Record<Step["at"], { title: string; hint: string }> = {
  password: { title: "Sign in", hint: "With the name and password that your administrator gave you." },
  code: { title: "One more step", hint: "Your account is protected by a second step." },
  "new-password": {
    title: "Choose your password",
    hint: "The one that you have was given to you. Choose one that only you know.",
  },
};

export function SignInPage() {
  useDocumentTitle("Sign in · LeadGen");
  const go = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [step, setStep] = useState<Step["at"]>(isNewPasswordDue() ? "new-password" : "password");
  const { title, hint } = ASKED[step];
  const enter = () => void go({ href: next ?? "/today", replace: true });

  return (
    <>
      <div className={classes["page"]}>
        <aside className={classes["side"]} aria-label="About LeadGen">
          <Pattern />
          <div className={classes["brand"]}>
            <Mark size={36} /> LeadGen
          </div>
          <div className={classes["pitch"]}>
            <p className={classes["claim"]}>The day of an insurance agency, in one place.</p>
            <ul className={classes["points"]}>
              {POINTS.map((point) => (
                <li key={point}>
                  <IconCircleCheck size={20} stroke={1.7} aria-hidden />
                  {point}
                </li>
              ))}
            </ul>
          </div>
          <div className={classes["small"]}>Runs on your own machine; your customers stay yours.</div>
        </aside>
        <main className={classes["main"]}>
          <div className={classes["form"]}>
            <div className={classes["phoneBrand"]}>
              <Mark size={36} /> LeadGen
            </div>
            <div>
              <Title order={1}>{title}</Title>
              <Text c="dimmed" mt={4}>
                {hint}
              </Text>
            </div>
            <SignInForm passwordDue={isNewPasswordDue()} onDone={enter} onStep={setStep} />
            {step === "password" ? <DemoPeople onDone={enter} /> : null}
          </div>
        </main>
      </div>
      <ConnectionBanner />
    </>
  );
}

/** The shield of the mark, in outline. */
function Pattern() {
  return (
    <svg viewBox="0 0 200 230" className={classes["pattern"]} aria-hidden fill="none" stroke="#fff">
      {[0, 18, 36, 54].map((inset) => (
        <path
          key={inset}
          strokeWidth="1.6"
          transform={`translate(${inset} ${inset * 1.1}) scale(${1 - inset / 100})`}
          d="M100 6 190 40v66c0 56-38 96-90 116C48 202 10 162 10 106V40z"
        />
      ))}
    </svg>
  );
}
