// How far an operation is.
import { Progress, Stack, Text } from "@mantine/core";

import type { OperationSummary } from "../operations";
import { number } from "./words";

interface OperationProgressProps {
  operation: OperationSummary;
  /** What is done, such as `Importing`. */
  doing: string;
}

export function OperationProgress({ operation, doing }: OperationProgressProps) {
  const { done, total, status } = operation;
  const share = total ? (done / total) * 100 : null;
  return (
    <Stack gap={6} role="status">
      <Text size="sm">
        {status === "pending" ? "Waiting for its turn …" : `${doing} …`}{" "}
        <Text span c="dimmed" size="sm" className="lg-number">
          {done > 0 ? (total ? `${number(done)} of ${number(total)} rows` : `${number(done)} rows so far`) : ""}
        </Text>
      </Text>
      <Progress value={share ?? 100} animated striped={share === null} aria-label={doing} />
    </Stack>
  );
}
