// The import while it runs, and what became of it.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";

import { Failure, Loading } from "@/ui/states";

import { NOUNS, type Noun } from "../nouns";
import { isRunning, useOperation } from "../operations";
import classes from "./Import.module.css";
import { OperationDetails } from "./OperationDetails";
import { OperationProgress } from "./OperationProgress";

interface ResultStepProps {
  id: number;
  noun: Noun;
  onAgain: () => void;
}

export function ResultStep({ id, noun, onAgain }: ResultStepProps) {
  const cache = useQueryClient();
  const { data: operation, error, refetch } = useOperation(id);
  const running = !operation || isRunning(operation);

  // The lists behind are true again when the rows are in, also where no event tells of them.
  useEffect(() => {
    if (!running) void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "operations" });
  }, [running, cache]);

  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!operation) return <Loading rows={3} />;
  if (operation.status === "pending" || operation.status === "running")
    return (
      <Stack className={`lg-card ${classes["result"] ?? ""}`}>
        <OperationProgress operation={operation} doing={`Importing ${operation.file_name ?? "the file"}`} />
        <Text size="sm" c="dimmed">
          You can leave this page: the import goes on, and you find it under{" "}
          <Link to="/operations">imports and changes</Link>.
        </Text>
      </Stack>
    );
  return (
    <Stack>
      <div className={`lg-card ${classes["result"] ?? ""}`}>
        <OperationDetails operation={operation} titled />
      </div>
      <Group>
        <Button variant="default" onClick={onAgain}>
          Import another file
        </Button>
        <Button variant="subtle" renderRoot={(props) => <Link to="/$noun" params={{ noun }} {...props} />}>
          All {NOUNS[noun].many.toLowerCase()}
        </Button>
      </Group>
    </Stack>
  );
}
