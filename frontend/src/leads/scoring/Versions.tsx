// Every model that was made, the newest first, and why it went live or did not.
import { Skeleton, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useId } from "react";

import { DateText } from "@/ui/DateText";
import { Empty, Failure } from "@/ui/states";

import { ModelStatusBadge } from "./ModelStatusBadge";
import styles from "./Scoring.module.css";
import type { ModelSummary } from "./types";
import { countText, figureText, KINDS, nameOf, orDash, percentText } from "./words";

interface VersionsProps {
  models: readonly ModelSummary[] | undefined;
  error: unknown;
  onRetry: () => void;
}

export function Versions({ models, error, onRetry }: VersionsProps) {
  const id = useId();
  return (
    <section className={`lg-card ${styles["section"]}`} aria-labelledby={id}>
      <Title order={2} size="h5" id={id} p="md" pb={4}>
        Models
      </Title>
      <Body models={models} error={error} onRetry={onRetry} />
    </section>
  );
}

function Body({ models, error, onRetry }: VersionsProps) {
  if (!models) return error ? <Failure error={error} onRetry={onRetry} /> : <Waiting />;
  if (models.length === 0) return <Empty title="No model yet">The first lead brings the expert table.</Empty>;
  return (
    <ul className={styles["versions"]}>
      {models.map((model) => (
        <li key={model.id}>
          <Version {...model} />
        </li>
      ))}
    </ul>
  );
}

function Version(model: ModelSummary) {
  return (
    <div className={styles["version"]}>
      <div className={styles["what"]}>
        <div className={styles["name"]}>
          <Link to="/scoring/$id" params={{ id: String(model.id) }} className={styles["link"]}>
            {nameOf(model)}
          </Link>
          <ModelStatusBadge status={model.status} />
        </div>
        <Text size="xs" c="dimmed" component="div">
          {KINDS[model.kind]} · <DateText value={model.made_at} style="ago" />
          {model.made_by ? ` by ${model.made_by}` : ""}
        </Text>
        {model.why ? (
          <Text size="sm" mt={2}>
            {model.why}
          </Text>
        ) : null}
      </div>
      <dl className={styles["measures"]}>
        <Measure label="Learned from" value={model.rows ? `${countText(model.rows)} leads` : "–"} />
        <Measure label="Skill" value={orDash(model.skill, percentText)} />
        <Measure label="AUC" value={orDash(model.auc, figureText)} />
        <Measure label="Off by" value={orDash(model.calibration_error, percentText)} />
      </dl>
    </div>
  );
}

interface MeasureProps {
  label: string;
  value: string;
}

function Measure({ label, value }: MeasureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="lg-number">{value}</dd>
    </div>
  );
}

function Waiting() {
  return (
    <div className={styles["pad"]} role="status" aria-label="Asking for the models">
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} height={44} mb={12} />
      ))}
    </div>
  );
}
