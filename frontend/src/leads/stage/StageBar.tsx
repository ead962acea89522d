// How far a lead has come, and one press to take it on; what a stage needs is asked for when it is missing.
import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";

import { useRecord } from "@/records/show/context";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";

import { lifecycleQuery, type Lead, type Stage } from "../queries";
import type { LeadWork } from "../work";
import classes from "./StageBar.module.css";
import { isOpen, leadsTo, stageOf, stageWord, WAY } from "./stages";

interface StageBarProps {
  lead: Lead;
  work: LeadWork;
}

export function StageBar({ lead, work }: StageBarProps) {
  const { mayChange } = useRecord();
  const { data: table } = useQuery(lifecycleQuery);
  const [going, setGoing] = useState<Stage | null>(null);
  const stage = stageOf(lead.status);
  const place = WAY.indexOf(stage);

  async function go(to: Stage) {
    setGoing(to);
    await work.move(lead, to);
    setGoing(null);
  }

  return (
    <SideCard
      title="Stage"
      padded
      action={
        mayChange && isOpen(stage) ? (
          <Button variant="default" size="compact-sm" onClick={() => work.openLost(lead.id)}>
            Lost
          </Button>
        ) : null
      }
    >
      <ol className={classes["way"]}>
        {WAY.map((each, at) => {
          const isCurrent = each === stage;
          const mayGo = mayChange && !isCurrent && leadsTo(table, stage, each);
          const inside = (
            <>
              <span className={classes["name"]}>
                {at < place ? <IconCheck size={14} stroke={2.2} aria-label="passed" role="img" /> : null}
                {stageWord(each)}
                {going === each ? <Loader size={12} /> : null}
              </span>
              {isCurrent ? (
                <span className={classes["since"]}>
                  <DateText value={lead.stage_since} style="ago" />
                </span>
              ) : null}
            </>
          );
          return (
            <li key={each} className={classes["stage"]} data-reached={at <= place || undefined}>
              {mayGo ? (
                <button
                  type="button"
                  className={classes["step"]}
                  disabled={going !== null}
                  onClick={() => void go(each)}
                  title={`Move to ${each}`}
                >
                  {inside}
                </button>
              ) : (
                <span className={classes["step"]} aria-current={isCurrent ? "step" : undefined}>
                  {inside}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </SideCard>
  );
}
