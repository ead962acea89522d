// Only records that fit some criteria: a button, the builder in a drawer, and the criteria in words.
import { Button, CloseButton, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { fieldsQuery, type Field } from "@/records/data";
import { orNone, readFilter, type Criteria } from "@/records/list/address";
import { isNoun, NOUNS, type Noun } from "@/records/nouns";
import { usePersonName } from "@/records/people";
import { criteriaText } from "@/ui/criteria/words";
import { Loading } from "@/ui/states";

import styles from "./Show.module.css";

const CriteriaBuilder = lazy(() =>
  import("@/ui/criteria/CriteriaBuilder").then((module) => ({ default: module.CriteriaBuilder })),
);
const NO_FIELDS: Field[] = [];

interface FilterFieldProps {
  noun: string;
  /** Criteria JSON, as the address has it. */
  value: string | undefined;
  onChange: (filter: string | undefined) => void;
}

export function FilterField(props: FilterFieldProps) {
  return isNoun(props.noun) ? <Known {...props} noun={props.noun} /> : null;
}

interface KnownProps extends FilterFieldProps {
  noun: Noun;
}

function Known({ noun, value, onChange }: KnownProps) {
  const [opened, setOpened] = useState(false);
  const fields = useQuery(fieldsQuery(noun)).data?.fields ?? NO_FIELDS;
  const nameOf = usePersonName();
  const criteria = readFilter(value);
  const text = criteria && fields.length > 0 ? criteriaText(criteria, fields, nameOf) : "";

  function apply(chosen: Criteria | null) {
    const filter = orNone(chosen);
    onChange(filter ? JSON.stringify(filter) : undefined);
    setOpened(false);
  }
  return (
    <div className={`${styles["filterLine"]} ${styles["wide"]} ${styles["filterField"]}`}>
      <Button
        variant="default"
        leftSection={<IconFilter size={15} />}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        Filter
      </Button>
      {text ? (
        <span className={styles["chip"]}>
          <button type="button" className={styles["chipText"]} title={text} onClick={() => setOpened(true)}>
            {text}
          </button>
          <CloseButton size="xs" aria-label={`Remove the filter: ${text}`} onClick={() => onChange(undefined)} />
        </span>
      ) : null}
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="right"
        size="lg"
        title={`Only some ${NOUNS[noun].many.toLowerCase()}`}
      >
        {opened ? <Builder fields={fields} start={criteria} onApply={apply} /> : null}
      </Drawer>
    </div>
  );
}

interface BuilderProps {
  fields: Field[];
  start: Criteria | null;
  onApply: (criteria: Criteria | null) => void;
}

function Builder({ fields, start, onApply }: BuilderProps) {
  const [criteria, setCriteria] = useState(start);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Every figure of the report counts only records that fit.
      </Text>
      <Suspense fallback={<Loading label="Loading the filter" />}>
        <CriteriaBuilder fields={fields} value={criteria} onChange={setCriteria} />
      </Suspense>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => onApply(null)}>
          Clear
        </Button>
        <Button onClick={() => onApply(criteria)}>Count them</Button>
      </Group>
    </Stack>
  );
}
