// What is done with a lead, from wherever it is shown: its page, a panel, the board.
//
//   const work = useLeadWork();
//   <Button onClick={() => work.openQuote(lead.id)} /> … {work.dialogs}
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState, type FunctionComponent, type ReactNode } from "react";

import { ProblemError } from "@/api/problem";
import { recordQuery } from "@/records/data";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { useMove, useTakeBack, type Lead, type Stage } from "./queries";
import { QuoteForm } from "./quotes/QuoteForm";
import { ConvertForm } from "./stage/ConvertForm";
import { LostForm } from "./stage/LostForm";
import { MendForm } from "./stage/MendForm";
import { refusalOf, stageWord } from "./stage/stages";

interface Task {
  kind: "quote" | "convert" | "lost" | "mend";
  leadId: number;
  /** Where the lead was to go, and why it could not. */
  stage?: Stage;
  words?: string;
}

export interface LeadWork {
  openQuote: (leadId: number, words?: string) => void;
  openConvert: (leadId: number) => void;
  openLost: (leadId: number) => void;
  /** Asks for what is missing to go there; `words` are the API's refusal. */
  openMend: (leadId: number, stage: Stage, error: unknown) => void;
  /** Moves the lead, or asks for what that needs. Answers whether it is there now. */
  move: (lead: Lead, stage: Stage) => Promise<boolean>;
  /** To be placed once on the page. */
  dialogs: ReactNode;
}

export interface WorkProps {
  lead: Lead;
  stage?: Stage;
  words?: string;
  onClose: () => void;
}

const QUOTE_MISSING = "quotes";

/** Only the quote is missing: that has a form of its own. */
const wantsQuote = (error: unknown): boolean =>
  error instanceof ProblemError && Object.keys(error.fields).join() === QUOTE_MISSING;

const wantsConversion = (error: unknown): boolean =>
  error instanceof ProblemError &&
  (error.code === "convert_instead" || ["customer_id", "policy_id"].some((name) => name in error.fields));

const wantsReason = (error: unknown): boolean => error instanceof ProblemError && "lost_reason" in error.fields;

export function useLeadWork(): LeadWork {
  const [task, setTask] = useState<Task | null>(null);
  const { mutateAsync } = useMove();
  const takeBack = useTakeBack();
  const close = useCallback(() => setTask(null), []);

  const openMend = useCallback((leadId: number, stage: Stage, error: unknown) => {
    const words = refusalOf(error);
    if (wantsConversion(error)) setTask({ kind: "convert", leadId });
    else if (wantsReason(error)) setTask({ kind: "lost", leadId });
    else if (wantsQuote(error)) setTask({ kind: "quote", leadId, words });
    else if (error instanceof ProblemError && error.status === 422) setTask({ kind: "mend", leadId, stage, words });
    else failed(error, `Not moved to ${stage}`);
  }, []);

  const move = useCallback(
    async (lead: Lead, stage: Stage): Promise<boolean> => {
      if (stage === "lost") setTask({ kind: "lost", leadId: lead.id });
      else if (stage === "won" && lead.policy_id === null) setTask({ kind: "convert", leadId: lead.id });
      else
        try {
          await mutateAsync({ id: lead.id, stage });
          done(`Moved to ${stageWord(stage).toLowerCase()}`, { undo: () => takeBack(lead.id, stage) });
          return true;
        } catch (error) {
          openMend(lead.id, stage, error);
        }
      return false;
    },
    [mutateAsync, takeBack, openMend],
  );

  return useMemo(
    () => ({
      openQuote: (leadId, words) => setTask({ kind: "quote", leadId, ...(words ? { words } : {}) }),
      openConvert: (leadId) => setTask({ kind: "convert", leadId }),
      openLost: (leadId) => setTask({ kind: "lost", leadId }),
      openMend,
      move,
      dialogs: <Dialogs task={task} onClose={close} />,
    }),
    [task, close, openMend, move],
  );
}

interface DialogsProps {
  task: Task | null;
  onClose: () => void;
}

function Dialogs({ task, onClose }: DialogsProps) {
  const shown = (kind: Task["kind"]) => task?.kind === kind;
  const inside = (kind: Task["kind"], Form: FunctionComponent<WorkProps>) =>
    task?.kind === kind ? <WithLead key={task.leadId} task={task} Form={Form} onClose={onClose} /> : null;
  return (
    <>
      <Modal opened={shown("quote")} onClose={onClose} title="Record a quote" closeOnClickOutside={false}>
        {inside("quote", QuoteForm)}
      </Modal>
      <Modal
        opened={shown("convert")}
        onClose={onClose}
        title="Make a customer and a policy"
        size="lg"
        closeOnClickOutside={false}
      >
        {inside("convert", ConvertForm)}
      </Modal>
      <Modal opened={shown("lost")} onClose={onClose} title="Why is the lead lost?" closeOnClickOutside={false}>
        {inside("lost", LostForm)}
      </Modal>
      <Modal
        opened={shown("mend")}
        onClose={onClose}
        title={task?.stage ? `What ${stageWord(task.stage).toLowerCase()} needs` : "What is missing"}
        closeOnClickOutside={false}
      >
        {inside("mend", MendForm)}
      </Modal>
    </>
  );
}

interface WithLeadProps {
  task: Task;
  Form: FunctionComponent<WorkProps>;
  onClose: () => void;
}

function WithLead({ task: { leadId, stage, words }, Form, onClose }: WithLeadProps) {
  const { data, error, refetch } = useQuery(recordQuery("leads", leadId));
  if (data)
    return <Form lead={data.record} onClose={onClose} {...(stage ? { stage } : {})} {...(words ? { words } : {})} />;
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading label="Loading the lead" />;
}
