// What the next step of a claim changes when somebody says that it is done.
interface NextStep {
  label: string;
  changes: (day: string) => Record<string, unknown>;
}

const dated = (label: string, field: string): NextStep[] => [{ label, changes: (day) => ({ [field]: day }) }];

const NEXT: Record<string, NextStep[]> = {
  sent: dated("Passed on today", "sent_date"),
  acknowledged: dated("Acknowledged today", "acknowledged_date"),
  proof: dated("Proof is in today", "proof_date"),
  decided: [
    { label: "Approved", changes: (day) => ({ status: "approved", processed_date: day }) },
    { label: "Rejected", changes: (day) => ({ status: "rejected", processed_date: day }) },
  ],
  paid: dated("Paid today", "paid_date"),
  closed: dated("Close today", "closed_date"),
};

/** The ways on from a step, one or two; none when the claim is closed. */
export const waysOn = (step: string | undefined): NextStep[] => (step ? (NEXT[step] ?? []) : []);
