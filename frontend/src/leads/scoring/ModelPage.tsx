// One scoring model: how well it does, what it knows, whether leads still look as it learned them, and making it live.
import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";
import { Figure, FigureSkeleton } from "@/ui/Figure";
import { Page } from "@/ui/Page";
import { Failure } from "@/ui/states";

import { CalibrationCard } from "./CalibrationCard";
import { ComparisonCard } from "./ComparisonCard";
import { DifferencesCard } from "./DifferencesCard";
import { DriftCard } from "./DriftCard";
import { FairnessCard } from "./FairnessCard";
import { LiftCard } from "./LiftCard";
import { MakeLive } from "./MakeLive";
import { ModelStatusBadge } from "./ModelStatusBadge";
import { modelQuery, modelsQuery, scoringQuery } from "./queries";
import styles from "./Scoring.module.css";
import { TermsCard } from "./TermsCard";
import type { Model } from "./types";
import { UsedCard } from "./UsedCard";
import { countText, figureText, KIND_HELP, nameOf, orDash, percentText } from "./words";

export function ModelPage() {
  const { id = "" } = useParams({ strict: false });
  const may = useMay();
  const { data: model, error, refetch } = useQuery(modelQuery(Number(id)));
  const live = useQuery(scoringQuery).data?.live;
  return (
    <Page
      title={model ? nameOf(model) : "Scoring model"}
      subtitle={model ? <Subtitle {...model} /> : <Back />}
      actions={
        model && live !== undefined && model.status !== "live" && may("scoring:write") ? (
          <MakeLive model={model} live={live} />
        ) : undefined
      }
    >
      {model ? (
        <Body model={model} liveId={live?.id} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function Back() {
  return (
    <Link to="/scoring" className={styles["link"]}>
      All models
    </Link>
  );
}

function Subtitle({ status, kind, made_at, made_by, live_from, live_until }: Model) {
  return (
    <div className={styles["about"]}>
      <Back />
      <ModelStatusBadge status={status} />
      <span>
        {KIND_HELP[kind]} Made <DateText value={made_at} />
        {made_by ? ` by ${made_by}` : ""}.
        {live_from ? (
          <>
            {" "}
            Live from <DateText value={live_from} />
            {live_until ? (
              <>
                {" "}
                to <DateText value={live_until} />
              </>
            ) : null}
            .
          </>
        ) : null}
      </span>
    </div>
  );
}

interface BodyProps {
  model: Model;
  liveId: number | undefined;
}

function Body({ model, liveId }: BodyProps) {
  const before = usePredecessor(model);
  const other = model.status === "live" ? before : liveId;
  return (
    <>
      {model.why ? <Text>{model.why}</Text> : null}
      <Headlines {...model} />
      <div className={styles["grid"]}>
        <CalibrationCard className={styles["half"]} groups={model.calibration} />
        <LiftCard className={styles["half"]} tenths={model.lift} />
        <ComparisonCard className={styles["half"]} model={model} />
        <UsedCard className={styles["half"]} model={model} />
        {other === undefined ? null : (
          <DifferencesCard className={styles["whole"]} model={model} otherId={other} isLive={model.status === "live"} />
        )}
        <TermsCard className={styles["whole"]} terms={model.terms} />
        <DriftCard className={styles["whole"]} modelId={model.id} />
        <FairnessCard className={styles["whole"]} modelId={model.id} />
      </div>
    </>
  );
}

/** The model that was live right before this one. */
function usePredecessor({ id, live_from }: Model): number | undefined {
  const { data } = useQuery(modelsQuery);
  if (!live_from) return undefined;
  return data?.items
    .filter((each) => each.id !== id && each.live_from !== null && each.live_from < live_from)
    .sort((one, two) => (two.live_from ?? "").localeCompare(one.live_from ?? ""))[0]?.id;
}

function Headlines({ rows, positives, base_rate, skill, auc, calibration_error }: Model) {
  return (
    <div className={styles["headlines"]}>
      <Figure
        label="Learned from"
        value={rows ? countText(rows) : "–"}
        note={rows ? `${counted(positives, "won lead")}; ${percentText(base_rate)} bought` : "Experts, not your leads"}
      />
      <Figure
        label="Skill"
        value={orDash(skill, percentText)}
        definition="How much of the doubt is taken away, compared with saying the average to every lead. 0% is no better than the average; less is worse. Judged on leads that it had not seen."
        note={skill === null ? "Not measured yet" : "of the doubt is taken away"}
      />
      <Figure
        label="Order (AUC)"
        value={orDash(auc, figureText)}
        definition="How often a lead that bought was placed above one that did not: 0.5 is chance, 1 is always. Judged on leads that it had not seen."
        note={auc === null ? "Not measured yet" : `right in ${percentText(auc)} of pairs`}
      />
      <Figure
        label="Off by"
        value={orDash(calibration_error, percentText)}
        definition="How far what was said and what came true lie apart, on average. Judged on leads that it had not seen."
        note={calibration_error === null ? "Not measured yet" : "on average"}
      />
    </div>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Fetching the model">
      <div className={styles["headlines"]}>
        {[1, 2, 3, 4].map((place) => (
          <FigureSkeleton key={place} />
        ))}
      </div>
      <div className={styles["grid"]} style={{ marginTop: 16 }}>
        {[1, 2].map((place) => (
          <div key={place} className={`lg-card ${styles["half"]} ${styles["pad"]}`}>
            <Skeleton height={14} width={150} mb={24} />
            <Skeleton height={260} radius="md" />
          </div>
        ))}
      </div>
    </div>
  );
}
