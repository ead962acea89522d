// Whether everything behind the pages works.
import { Button, Text, ThemeIcon } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { DateText } from "@/ui/DateText";
import { Failure, Loading } from "@/ui/states";
import { words } from "@/ui/StatusBadge";

import { Card } from "./Card";
import { healthQuery } from "./queries";
import classes from "./Settings.module.css";

const MEANING: Record<string, string> = {
  database: "Everything is kept there.",
  migrations: "The tables are those that this version needs.",
  worker: "Imports, reports and messages are worked on.",
};

export function HealthSection() {
  const found = useQuery(healthQuery);
  const { data } = found;
  return (
    <Card
      title={!data ? "Health" : data.ready ? "Everything works" : "Something needs attention"}
      description={
        data ? (
          <>
            Looked <DateText value={new Date(found.dataUpdatedAt).toISOString()} style="ago" />, answered in{" "}
            <span className="lg-number">{Math.round(data.took_ms)}</span> ms.
          </>
        ) : null
      }
      actions={
        <Button variant="default" loading={found.isFetching} onClick={() => void found.refetch()}>
          Look again
        </Button>
      }
      flush
    >
      {found.isPending ? <Loading rows={3} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {Object.entries(data?.checks ?? {}).map(([name, state]) => (
        <CheckLine key={name} name={name} state={state} />
      ))}
    </Card>
  );
}

interface CheckLineProps {
  name: string;
  state: string;
}

function CheckLine({ name, state }: CheckLineProps) {
  const ok = state === "ok";
  return (
    <div className={classes["line"]}>
      <ThemeIcon color={ok ? "green" : "red"} variant="light" radius="xl" size={28} aria-hidden>
        {ok ? <IconCheck size={17} /> : <IconX size={17} />}
      </ThemeIcon>
      <div>
        <Text fw={500}>{words(name)}</Text>
        <Text size="sm" c="dimmed">
          {MEANING[name] ?? ""}
        </Text>
      </div>
      <Text size="sm">{ok ? "Works" : state}</Text>
    </div>
  );
}
