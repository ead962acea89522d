// The work that goes on behind the pages: what waits, what runs, and what failed and needs somebody.
import { Alert, Button, Code, Group, Pagination, SegmentedControl, Spoiler, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconChecks, IconProgressCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";
import { StatusBadge, words } from "@/ui/StatusBadge";
import { Empty, Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { Card } from "./Card";
import { jobsQuery, type JobState } from "./queries";
import classes from "./Settings.module.css";

type Job = Schemas["Job"];

export function JobsSection() {
  const [state, setState] = useState<JobState | "all">("all");
  const [page, setPage] = useState(1);
  const found = useQuery(jobsQuery(state, page));
  const { items = [], held = 0, running = 0, queued = 0, total = 0, page_size = 1 } = found.data ?? {};
  const pages = Math.ceil(total / page_size);

  return (
    <Card title="Queue" description="Finished work leaves the queue. This list looks again by itself." flush>
      <Group px={20} pb="md">
        <SegmentedControl
          aria-label="Which jobs"
          data={[
            { value: "all", label: `All ${held + running + queued}` },
            { value: "held", label: `Held ${held}` },
            { value: "running", label: `Running ${running}` },
            { value: "queued", label: `Waiting ${queued}` },
          ]}
          value={state}
          onChange={(value) => {
            setState(value);
            setPage(1);
          }}
        />
      </Group>
      {found.isPending ? <Loading rows={4} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && items.length === 0 ? (
        <Empty title={state === "held" ? "Nothing is held" : "Nothing to do"} icon={IconChecks}>
          Imports, reports, messages and nightly work appear here while they wait or run.
        </Empty>
      ) : null}
      {items.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
      {pages > 1 ? (
        <Group justify="center" p="md">
          <Pagination
            total={pages}
            value={page}
            onChange={setPage}
            getControlProps={(control) => ({ "aria-label": control })}
          />
        </Group>
      ) : null}
    </Card>
  );
}

/** "AnswerDue", as the program calls it, in words. */
const taskWords = (task: string): string =>
  words(task.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

const STATE_WORDS: Record<JobState, string> = { held: "failed", running: "processing", queued: "pending" };

function JobLine({ job }: { job: Job }) {
  const cache = useQueryClient();
  const mayChange = useMay()("jobs:write");
  const path = { job_id: job.id };
  const refresh = () => cache.invalidateQueries({ queryKey: ["jobs"] });
  const retry = useMutation({
    mutationFn: async () => {
      await api.POST("/v1/jobs/{job_id}/retry", { params: { path } });
    },
    onSuccess: () => (done("The job begins anew"), refresh()),
    onError: (error) => failed(error),
  });
  const discard = useMutation({
    mutationFn: async () => {
      await api.DELETE("/v1/jobs/{job_id}", { params: { path } });
    },
    onSuccess: () => (done("Taken out of the queue"), refresh()),
    onError: (error) => failed(error),
  });
  const confirm = () =>
    modals.openConfirmModal({
      title: "Take this job out of the queue?",
      children: `“${taskWords(job.task)}” will not be done. This cannot be undone.`,
      labels: { confirm: "Take out", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: () => discard.mutate(),
    });

  return (
    <div className={classes["line"]}>
      <IconProgressCheck size={22} stroke={1.5} aria-hidden />
      <div>
        <Text fw={500}>{taskWords(job.task)}</Text>
        <Text size="sm" c="dimmed">
          Number {job.id} · since <DateText value={job.created_at} style="ago" /> · {job.attempts} attempts
          {job.state === "queued" ? (
            <>
              {" "}
              · begins <DateText value={job.run_at} style="ago" />
            </>
          ) : null}
        </Text>
      </div>
      <StatusBadge value={STATE_WORDS[job.state]} />
      {mayChange && job.state === "held" ? (
        <Button variant="default" size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate()}>
          Try again
        </Button>
      ) : null}
      {mayChange && job.state !== "running" ? (
        <Button variant="subtle" color="red" size="compact-sm" loading={discard.isPending} onClick={confirm}>
          Take out
        </Button>
      ) : null}
      {job.error ? (
        <Alert color="red" p="xs" w="100%">
          <Spoiler maxHeight={60} showLabel="Show all" hideLabel="Show less">
            <Code style={{ overflowWrap: "anywhere" }}>
              {job.error_type}: {job.error}
            </Code>
          </Spoiler>
        </Alert>
      ) : null}
    </div>
  );
}
