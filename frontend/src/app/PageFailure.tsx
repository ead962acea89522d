// A page that could not be shown: what happened and what to do, inside the frame, so that one can go elsewhere.
import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";

import { Page } from "@/ui/Page";
import { Empty, Failure } from "@/ui/states";

/** The file of a page that a newer version of LeadGen replaced. */
const isOutdated = (error: unknown) =>
  error instanceof Error && /dynamically imported module|module script failed|preload/i.test(error.message);

export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isOutdated(error))
    return (
      <Page title="A newer version is here">
        <Empty
          title="LeadGen was updated, or the connection broke"
          action={<Button onClick={() => window.location.reload()}>Load the page again</Button>}
        >
          This page could not be fetched as it was when you came.
        </Empty>
      </Page>
    );
  return (
    <Page title="This page cannot be shown">
      <Failure
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}
