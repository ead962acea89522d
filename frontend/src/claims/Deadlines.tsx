// By when what has to be done, and the rule that says so.
import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, type Icon } from "@tabler/icons-react";

import type { Schemas } from "@/api/client";
import { daysText } from "@/records/show/daysText";
import { RelatedSkeleton } from "@/records/show/Related";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";

import classes from "./Deadlines.module.css";

type Deadline = Schemas["ClaimDeadline"];

interface DeadlinesProps {
  deadlines: Deadline[] | undefined;
}

type Standing = "met" | "missed" | "late" | "soon" | "open";

const WORDS: Record<Standing, { word: string; icon: Icon }> = {
  met: { word: "met", icon: IconCheck },
  missed: { word: "missed", icon: IconAlertTriangle },
  late: { word: "passed", icon: IconAlertTriangle },
  soon: { word: "", icon: IconClock },
  open: { word: "", icon: IconClock },
};

const SOON_DAYS = 3;

/** What a deadline says today. */
export function standing({ met, days_left: left }: Pick<Deadline, "met" | "days_left">): Standing {
  if (met !== null) return met ? "met" : "missed";
  if (left < 0) return "late";
  return left <= SOON_DAYS ? "soon" : "open";
}

export function Deadlines({ deadlines }: DeadlinesProps) {
  return (
    <SideCard title="Deadlines">
      {deadlines ? null : <RelatedSkeleton />}
      {deadlines?.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          No deadline is known. Say when the claim was filed, and they are worked out.
        </Text>
      ) : null}
      <ul className={classes["deadlines"]}>
        {deadlines?.map((deadline) => (
          <DeadlineRow key={deadline.key} deadline={deadline} />
        ))}
      </ul>
    </SideCard>
  );
}

function DeadlineRow({ deadline }: { deadline: Deadline }) {
  const stands = standing(deadline);
  const { word, icon: Picture } = WORDS[stands];
  return (
    <li className={classes["deadline"]} data-standing={stands}>
      <Picture size={16} stroke={1.8} className={classes["icon"] ?? ""} aria-hidden />
      <div className={classes["words"]}>
        <Text fw={500}>{deadline.label}</Text>
        <Text size="xs" c="dimmed">
          {deadline.source}
        </Text>
      </div>
      <div className={classes["when"]}>
        <DateText value={deadline.due_date} />
        <Text size="xs" className={classes["standing"] ?? ""}>
          {word || daysText(deadline.days_left)}
        </Text>
      </div>
    </li>
  );
}
