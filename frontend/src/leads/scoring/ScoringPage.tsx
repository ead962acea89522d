// Scoring at a glance: which model says how likely leads buy, what it learned from, and every model before it.
import { Button, Group, Loader, Skeleton, Text, Title } from "@mantine/core";
import { IconSchool } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useId, useRef } from "react";

import { useMay } from "@/api/session";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { Figure, FigureSkeleton } from "@/ui/Figure";
import { Page } from "@/ui/Page";
import { Failure } from "@/ui/states";
import { failed, told } from "@/ui/toasts";

import { modelsQuery, scoringQuery, useRetrain } from "./queries";
import styles from "./Scoring.module.css";
import type { Scoring } from "./types";
import { Versions } from "./Versions";
import { countText, KIND_HELP, KINDS, orDash, percentText } from "./words";

export function ScoringPage() {
  const may = useMay();
  const scoring = useQuery(scoringQuery);
  const models = useQuery(modelsQuery);
  const retrain = useRetrain();
  useFreshModels(scoring.data?.training);
  const isTraining = scoring.data?.training ?? false;
  const train = () =>
    retrain.mutate(undefined, { onError: (error) => failed(error, "Training did not start"), onSuccess: started });
  return (
    <Page
      title="Scoring"
      subtitle="How likely each lead buys, and where that knowledge comes from"
      actions={
        may("scoring:write") ? (
          <Button
            leftSection={<IconSchool size={17} stroke={1.6} />}
            loading={retrain.isPending || isTraining}
            onClick={train}
          >
            Train now
          </Button>
        ) : undefined
      }
    >
      <Body
        scoring={scoring.data}
        error={scoring.error}
        onRetry={() => void Promise.all([scoring.refetch(), models.refetch()])}
      />
      <Versions models={models.data?.items} error={models.error} onRetry={() => void models.refetch()} />
    </Page>
  );
}

const started = () => told("Training has begun. It takes less than a minute; the page shows what came of it.");

/** Asks for the models again as soon as a training has ended, whoever began it. */
function useFreshModels(training: boolean | undefined) {
  const cache = useQueryClient();
  const was = useRef(training);
  useEffect(() => {
    if (was.current && training === false) void cache.invalidateQueries({ queryKey: ["scoring"] });
    was.current = training;
  }, [training, cache]);
}

interface BodyProps {
  scoring: Scoring | undefined;
  error: unknown;
  onRetry: () => void;
}

function Body({ scoring, error, onRetry }: BodyProps) {
  if (!scoring) return error ? <Failure error={error} onRetry={onRetry} /> : <Waiting />;
  const { labels } = scoring;
  return (
    <>
      <div className={styles["headlines"]}>
        <Figure
          label="Live model"
          value={scoring.live ? <Live {...scoring.live} /> : "None yet"}
          note={scoring.live ? KINDS[scoring.live.kind] : "The first lead brings the expert table."}
        />
        <Figure
          label="Known outcomes"
          value={countText(labels.matured)}
          definition="Leads that were won or lost, and open ones that are older than nearly all won leads were when they were won. Only these can teach."
          note={`${counted(labels.positives, "won lead")} among them`}
        />
        <Figure
          label="Share that buys"
          value={orDash(labels.matured ? labels.positives / labels.matured : null, percentText)}
          note={labels.matured ? "of the known outcomes" : "No outcome is known yet"}
        />
        <Figure label="Still open" value={countText(labels.open)} note="too young to say how they end" />
      </div>
      <Attempt {...scoring} />
    </>
  );
}

interface LiveProps {
  id: number;
  version: number;
}

function Live({ id, version }: LiveProps) {
  return (
    <Link to="/scoring/$id" params={{ id: String(id) }} className={styles["plain"]}>
      Model {version}
    </Link>
  );
}

function Attempt({ live, training, last_attempt, enough, next_at }: Scoring) {
  const id = useId();
  return (
    <section className={`lg-card ${styles["pad"]}`} aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb={4}>
        Training
      </Title>
      {training ? (
        <Group gap="xs" role="status">
          <Loader size="xs" aria-hidden />
          <Text size="sm">A new model is being trained and compared with the live one.</Text>
        </Group>
      ) : null}
      {last_attempt ? (
        <Text size="sm" component="div">
          Last tried <DateText value={last_attempt.at} style="ago" />: {OUTCOMES[last_attempt.outcome]}
          {last_attempt.why ? ` ${last_attempt.why}` : ""}
        </Text>
      ) : (
        <Text size="sm">No model has been trained yet.{live ? ` ${KIND_HELP[live.kind]}` : ""}</Text>
      )}
      {enough ? null : (
        <Text size="sm" c="dimmed">
          There are not enough known outcomes yet to learn from. Until then the live model’s points stay as they are.
        </Text>
      )}
      {next_at && !training ? (
        <Text size="sm" c="dimmed" component="div">
          The next training begins by itself <DateText value={next_at} style="ago" />.
        </Text>
      ) : null}
    </section>
  );
}

const OUTCOMES: Record<NonNullable<Scoring["last_attempt"]>["outcome"], string> = {
  live: "the new model is live.",
  rejected: "the new model is not used.",
  candidate: "the new model is kept, but not used.",
  unchanged: "nothing changed.",
  waiting: "there were too few known outcomes.",
  failed: "it did not work.",
};

function Waiting() {
  return (
    <div role="status" aria-label="Asking how scoring stands">
      <div className={styles["headlines"]}>
        {[1, 2, 3, 4].map((place) => (
          <FigureSkeleton key={place} />
        ))}
      </div>
      <div className={`lg-card ${styles["pad"]}`} style={{ marginTop: 16 }}>
        <Skeleton height={14} width={120} mb={12} />
        <Skeleton height={14} width="70%" />
      </div>
    </div>
  );
}
