// The report as it would be, beside what it is made of.
import { Alert, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { DocumentView } from "@/reports/show";
import { Failure } from "@/ui/states";

import styles from "./Builder.module.css";
import { definitionOf, isDrawable, type Draft } from "./draft";
import { failuresOf } from "./failures";
import { Records } from "./Records";
import type { usePreview } from "./usePreview";
import { nounLabel } from "./words";

interface PictureProps {
  draft: Draft;
  preview: ReturnType<typeof usePreview>;
}

export function Picture({ draft, preview: { document, records, error, isBehind, retry } }: PictureProps) {
  const { at, rest } = failuresOf(error);
  const isPlaced = Object.keys(at).length > 0;
  if (!isDrawable(definitionOf(draft)))
    return (
      <Text c="dimmed" size="sm" p="md" className="lg-card">
        {draft.mode === "records"
          ? "Choose the columns, and the first records stand here."
          : "Choose of which field each figure is, and they stand here."}
      </Text>
    );
  if (!document) return error && !isPlaced ? <Failure error={error} onRetry={retry} /> : <Waiting />;
  return (
    <>
      {error ? (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} role="status">
          {isPlaced ? "What is marked has to be mended first; this is how it was before." : rest}
        </Alert>
      ) : null}
      <div className={styles["drawn"]} data-waiting={isBehind || Boolean(error) || undefined} aria-busy={isBehind}>
        {document.listing ? (
          records ? (
            <Records title={nounLabel(document.listing.noun)} listed={records} />
          ) : (
            <Waiting />
          )
        ) : (
          <DocumentView document={document} />
        )}
      </div>
    </>
  );
}

const Waiting = () => (
  <div className={`lg-card ${styles["card"]}`} role="status" aria-label="Counting">
    <Skeleton height={22} width="40%" />
    <Skeleton height={220} />
    <Skeleton height={18} width="80%" />
    <Skeleton height={18} width="70%" />
  </div>
);
