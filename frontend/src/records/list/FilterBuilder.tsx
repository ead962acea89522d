// The whole criteria of a list, in a drawer; the builder itself is fetched when it is opened.
import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import { Loading } from "@/ui/states";

import { NOUNS } from "../nouns";
import { orNone, type Criteria } from "./address";
import { countText } from "./count";
import { useTotal } from "./rows";
import type { ListState } from "./useList";

const CriteriaBuilder = lazy(() =>
  import("@/ui/criteria/CriteriaBuilder").then((module) => ({ default: module.CriteriaBuilder })),
);

interface FilterBuilderProps {
  state: ListState;
  opened: boolean;
  onClose: () => void;
}

export function FilterBuilder({ state, opened, onClose }: FilterBuilderProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={`Filter ${NOUNS[state.noun].many.toLowerCase()}`}
    >
      {opened ? <Builder state={state} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Builder({ state, onClose }: Omit<FilterBuilderProps, "opened">) {
  const { noun, question, fields, ask } = state;
  const [criteria, setCriteria] = useState<Criteria | null>(question.filter);
  const total = useTotal(noun, { ...question, filter: orNone(criteria) });

  function apply(filter: Criteria | null) {
    ask({ filter: orNone(filter) });
    onClose();
  }

  return (
    <Stack>
      <Suspense fallback={<Loading label="Loading the filter" />}>
        <CriteriaBuilder fields={fields} value={criteria} onChange={setCriteria} />
      </Suspense>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status" className="lg-number">
          {total.data ? countText(noun, total.data) : ""}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => apply(null)}>
            Clear
          </Button>
          <Button onClick={() => apply(criteria)}>Show them</Button>
        </Group>
      </Group>
    </Stack>
  );
}
