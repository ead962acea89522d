// An own report, put together on one page: what it is made of on one side, how it looks on the other.
import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useBlocker, useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { useMay, useMe } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { fieldsQuery } from "@/records/data";
import type { Noun } from "@/records/nouns";
import { wallClock } from "@/ui/clock";
import { Page } from "@/ui/Page";
import { Failure } from "@/ui/states";
import { done } from "@/ui/toasts";

import styles from "./Builder.module.css";
import { ConflictDialog, CopyDialog, LeaveDialog } from "./dialogs";
import { blank, isSame, type Draft } from "./draft";
import { failuresOf } from "./failures";
import { FiguresPart } from "./FiguresPart";
import { NameCard } from "./NameCard";
import { Picture } from "./Picture";
import type { Kept } from "./queries";
import { RecordsPart } from "./RecordsPart";
import { TEMPLATES } from "./templates";
import { useKeeping } from "./useKeeping";
import { usePreview } from "./usePreview";
import { WhatCard } from "./WhatCard";
import { nounChoices, nounLabel } from "./words";

interface BuilderProps {
  initial: Draft;
  /** Null for a new one. */
  kept: Kept | null;
}

const USUAL_ZONE = "America/New_York";

export function Builder({ initial, kept }: BuilderProps) {
  const [base, setBase] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [isCopying, setCopying] = useState(false);
  const [opened] = useState(() => new Date());
  const may = useMay();
  const { user, permissions } = useMe();
  const go = useNavigate();
  const router = useRouter();
  const agency = useQuery(agencyQuery).data;
  const fields = useQuery({ ...fieldsQuery(draft.noun as Noun), placeholderData: keepPreviousData });
  const preview = usePreview(draft);
  const keeping = useKeeping(
    draft,
    kept,
    ({ id }) => void go({ to: "/reports/own/$id", params: { id: String(id) }, replace: kept === null }),
  );

  const isChanged = !isSame(draft, base);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && !keeping.isFree() && current.pathname !== next.pathname,
    enableBeforeUnload: () => isChanged && !keeping.isFree(),
    withResolver: true,
  });
  const mine = kept === null || kept.report.owner_id === user?.id || permissions["own_reports:write"] === "all";
  const errors = { ...failuresOf(preview.error).at, ...keeping.failures.at };
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const parts = { draft, errors, onChange: change, fields: fields.data?.fields ?? [] };

  /** Back to where somebody came from; whoever came by a link goes to all reports. */
  function leave() {
    if (router.history.canGoBack()) router.history.back();
    else void go({ to: "/reports/catalogue" });
  }

  /** Fields of one noun mean nothing to another: what was chosen begins anew, and may be had back. */
  function beginWith(noun: string) {
    const { name, about, is_shared } = draft;
    const next = { ...blank(noun), name, about, is_shared };
    setDraft(next);
    if (!isSame({ ...blank(draft.noun), name, about, is_shared }, draft))
      done(`The report begins anew, about ${nounLabel(noun).toLowerCase()}`, { undo: () => setDraft(draft) });
  }

  function begin(template: Draft) {
    setDraft(template);
    setBase(template);
  }
  return (
    <Page
      title={kept ? "Edit report" : "New report"}
      subtitle={mine ? undefined : "Somebody shares this report with you: what you change becomes one of your own."}
      actions={
        <>
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <SaveButton
            isNew={kept === null}
            mine={mine}
            sending={keeping.isSending}
            onSave={() => void keeping.save()}
            onCopy={() => setCopying(true)}
          />
        </>
      }
    >
      {kept === null ? <Beginnings draft={draft} may={may} isChanged={isChanged} onBegin={begin} /> : null}
      <div className={styles["columns"]}>
        <div className={styles["settings"]}>
          <WhatCard
            {...parts}
            nouns={nounChoices(may, draft.noun)}
            onNoun={beginWith}
            days={preview.document?.period ?? null}
            today={wallClock(agency?.timezone ?? USUAL_ZONE, opened).day}
          />
          <section className={`lg-card ${styles["card"]}`} aria-label="How">
            <SegmentedControl
              fullWidth
              aria-label="What it shows"
              data={[
                { value: "figures", label: "Figures" },
                { value: "records", label: "Records" },
              ]}
              value={draft.mode}
              onChange={(mode) => change({ mode })}
            />
            {draft.mode === "figures" ? <FiguresPart {...parts} /> : <RecordsPart {...parts} />}
          </section>
          <NameCard {...parts} />
        </div>
        <section className={styles["picture"]} aria-label="How it looks">
          {fields.error ? <Failure error={fields.error} onRetry={() => void fields.refetch()} /> : null}
          <Picture draft={draft} preview={preview} />
        </section>
      </div>
      {isCopying ? (
        <CopyDialog
          name={kept ? draft.name : ""}
          error={keeping.failures.rest}
          sending={keeping.isSending}
          onName={(name) => void keeping.saveAs(name).then((saved) => setCopying(!saved))}
          onClose={() => setCopying(false)}
        />
      ) : null}
      {keeping.isConflicting && !isCopying ? (
        <ConflictDialog
          sending={keeping.isSending}
          onMine={() => void keeping.saveOver()}
          onTheirs={() =>
            void keeping.takeTheirs().then((theirs) => {
              if (theirs) begin(theirs);
            })
          }
          onCopy={() => setCopying(true)}
          onClose={keeping.forgetConflict}
        />
      ) : null}
      {blocker.status === "blocked" ? <LeaveDialog onLeave={blocker.proceed} onStay={blocker.reset} /> : null}
    </Page>
  );
}

interface SaveButtonProps {
  isNew: boolean;
  mine: boolean;
  sending: boolean;
  onSave: () => void;
  onCopy: () => void;
}

function SaveButton({ isNew, mine, sending, onSave, onCopy }: SaveButtonProps) {
  if (!mine) return <Button onClick={onCopy}>Save as my own…</Button>;
  return (
    <>
      {isNew ? null : (
        <Button variant="default" onClick={onCopy}>
          Save as new…
        </Button>
      )}
      <Button loading={sending} onClick={onSave}>
        Save
      </Button>
    </>
  );
}

interface BeginningsProps {
  draft: Draft;
  isChanged: boolean;
  may: (permission: string) => boolean;
  onBegin: (draft: Draft) => void;
}

/** What people ask most; what was begun otherwise is not thrown away by a slip. */
function Beginnings({ isChanged, may, onBegin }: BeginningsProps) {
  if (isChanged) return null;
  const offered = TEMPLATES.filter(({ draft: make }) => may(`${make().noun}:read`));
  return (
    <Group gap="xs" role="group" aria-label="Begin with">
      <Text size="sm" c="dimmed">
        Begin with
      </Text>
      {offered.map(({ key, title, draft: make }) => (
        <Button key={key} variant="default" size="compact-sm" radius="xl" onClick={() => onBegin(make())}>
          {title}
        </Button>
      ))}
    </Group>
  );
}
