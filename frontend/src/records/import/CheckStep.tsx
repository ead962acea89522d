// What would happen, row by row, before anything does.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sentence } from "@/api/problem";
import { failed } from "@/ui/toasts";
import { Failure } from "@/ui/states";

import { isRunning, useOperation } from "../operations";
import { useOrderImport, type ImportOrder, type ImportResult } from "./data";
import classes from "./Import.module.css";
import { OperationProgress } from "./OperationProgress";
import { Rehearsal } from "./Rehearsal";
import { number } from "./words";

interface CheckStepProps {
  order: ImportOrder;
  onBack: () => void;
  onStarted: (operation: number) => void;
}

export function CheckStep({ order, onBack, onStarted }: CheckStepProps) {
  const start = useOrderImport();
  const { mutateAsync: rehearse } = useOrderImport();
  // The rehearsal belongs to this order: it is asked for once, and again only when something was changed.
  const rehearsal = useQuery({
    queryKey: [
      "import-file",
      "rehearsal",
      order.file.name,
      order.file.lastModified,
      order.noun,
      order.mapping,
      order.match,
    ],
    queryFn: () => rehearse(order),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const operation = useOperation(rehearsal.data?.id ?? null);
  const found = operation.data;
  const result = found && !isRunning(found) && found.result && "sheets" in found.result ? found.result : null;
  const error = rehearsal.error ?? operation.error;

  const back = (
    <Button variant="default" onClick={onBack}>
      Back to the columns
    </Button>
  );
  if (error || found?.error)
    return (
      <Stack align="center">
        <Failure
          error={error ?? new Error(found?.error ?? "")}
          onRetry={() => void (rehearsal.error ? rehearsal.refetch() : operation.refetch())}
        />
        {back}
      </Stack>
    );
  if (!result)
    return found ? (
      <OperationProgress operation={found} doing={`Checking ${order.file.name}`} />
    ) : (
      <Text size="sm" role="status">
        Sending {order.file.name} …
      </Text>
    );
  const { taken, left } = totals(result);
  return (
    <Stack gap="md">
      <Rehearsal result={result} />
      {start.error ? (
        <Alert color="red" variant="light" role="alert">
          {sentence(start.error)}
        </Alert>
      ) : null}
      <Group justify="space-between" className={classes["foot"]}>
        {back}
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {outlook(left)}
          </Text>
          <Button
            disabled={taken === 0}
            loading={start.isPending}
            onClick={() =>
              start.mutate(
                { ...order, dry_run: false },
                { onSuccess: ({ id }) => onStarted(id), onError: (problem) => failed(problem) },
              )
            }
          >
            {taken === 0 ? "Nothing to import" : `Import ${number(taken)} ${taken === 1 ? "row" : "rows"}`}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function outlook(left: number): string {
  if (left === 0) return "It can be undone afterwards.";
  return left === 1
    ? "1 row stays out; you get it as a file to mend."
    : `${number(left)} rows stay out; you get them as a file to mend.`;
}

/** Rows that change something, and rows that are refused. */
function totals({ sheets }: ImportResult): { taken: number; left: number } {
  return sheets.reduce(
    (sum, sheet) => ({
      taken: sum.taken + sheet.created + sheet.updated,
      left: sum.left + sheet.rejected,
    }),
    { taken: 0, left: 0 },
  );
}
