// What the board shows when it has nothing, not yet, or not any more.
import { Button, Skeleton, Stack } from "@mantine/core";

import { Empty, Failure } from "@/ui/states";

import type { BoardProps } from "./Board";
import classes from "./Board.module.css";

interface BrokenProps extends BoardProps {
  error: unknown;
  onRetry: () => void;
}

export function Broken({ state: { question, ask }, error, onRetry }: BrokenProps) {
  return (
    <Stack gap={0} align="center" pb="lg" className="lg-card">
      <Failure error={error} onRetry={onRetry} />
      {question.filter ? (
        <Button variant="subtle" onClick={() => ask({ filter: null })}>
          Show the board without its filter
        </Button>
      ) : null}
    </Stack>
  );
}

export function Nothing({ state: { question, ask, list } }: BoardProps) {
  const isNarrowed = question.q !== "" || question.filter !== null;
  return (
    <div className="lg-card">
      {isNarrowed ? (
        <Empty
          title="No leads match"
          action={
            <Button variant="default" mt="xs" onClick={() => ask({ q: "", filter: null })}>
              Clear search and filters
            </Button>
          }
        >
          Nothing on the board fits what is searched and filtered for. What was closed long ago is in the list.
        </Empty>
      ) : (
        <Empty title="No leads yet">{list.empty}</Empty>
      )}
    </div>
  );
}

const CARDS = [5, 4, 3, 4, 2];

export function Waiting() {
  return (
    <div className={classes["waiting"]} role="status" aria-label="Loading the board">
      {CARDS.map((cards, column) => (
        <Stack key={column} gap={8} p={8} className={classes["column"]}>
          <Skeleton height={18} width="60%" my={8} />
          {Array.from({ length: cards }, (_, card) => (
            <Skeleton key={card} height={92} />
          ))}
        </Stack>
      ))}
    </div>
  );
}
