// Which column becomes which field, sheet by sheet, guessed and open to correction.
import { Alert, Anchor, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { sentence } from "@/api/problem";
import { Failure, Loading } from "@/ui/states";

import { type Noun } from "../nouns";
import { readingQuery, understoodQuery, type ImportOrder, type Understood } from "./data";
import classes from "./Import.module.css";
import { mappingOf, matchChoices, missing, type FileMapping, type Sheet, type SheetMapping } from "./mapping";
import { SheetColumns } from "./SheetColumns";
import { nounsText, readingText } from "./words";

interface ColumnsStepProps {
  file: File;
  noun: Noun;
  onBack: () => void;
  onDone: (order: ImportOrder) => void;
}

export function ColumnsStep({ file, noun, onBack, onDone }: ColumnsStepProps) {
  const { data, error, refetch } = useQuery(understoodQuery(file, noun));
  if (error)
    return (
      <Stack align="center">
        <Failure error={error} onRetry={() => void refetch()} />
        <Button variant="default" onClick={onBack}>
          Choose another file
        </Button>
      </Stack>
    );
  if (!data) return <Loading label={`Reading ${file.name}`} rows={8} />;
  return <Columns file={file} wanted={noun} found={data} onBack={onBack} onDone={onDone} />;
}

interface ColumnsProps {
  file: File;
  wanted: Noun;
  found: Understood;
  onBack: () => void;
  onDone: (order: ImportOrder) => void;
}

function Columns({ file, wanted, found, onBack, onDone }: ColumnsProps) {
  const [noun, setNoun] = useState(found.noun);
  const [changes, setChanges] = useState<FileMapping>({});
  const [match, setMatch] = useState<Record<string, string[]>>({});
  const changed = Object.keys(changes).length > 0;
  // Every sheet is told, so that the rows are understood as the person sees them.
  const guessed = useQuery({ ...readingQuery({ file, noun, mapping: null }), enabled: noun !== found.noun });
  const basis = noun === found.noun ? found.preview : (guessed.data ?? found.preview);
  const mapping = mappingOf(basis.sheets, changes);
  const told = changed ? mapping : null;
  const reading = useQuery({ ...readingQuery({ file, noun, mapping: told }), enabled: changed });
  const sheets = basis.sheets.map((sheet) => withRows(sheet, changed ? reading.data?.sheets : undefined));
  const taken = sheets.filter((sheet) => mapping[sheet.sheet] !== null);
  const lacking = taken.map((sheet) => ({ sheet, fields: missing(sheet, mapping[sheet.sheet] ?? {}) }));
  const unmapped = lacking.filter(({ fields }) => fields.length > 0);

  function change(sheet: string, next: SheetMapping | null) {
    setChanges((before) => ({ ...before, [sheet]: next }));
  }
  function readAs(other: string) {
    setNoun(other);
    setChanges({});
    setMatch({});
  }
  function done() {
    const chosen = taken.flatMap((sheet) => match[sheet.sheet] ?? matchChoices(sheet, mapping[sheet.sheet] ?? {}));
    const told = Object.keys(match).length > 0 ? [...new Set(chosen)] : null;
    onDone({ file, noun, mapping, match: told, dry_run: true });
  }
  const panel = (sheet: Sheet) => (
    <SheetColumns
      sheet={sheet}
      mapping={mapping[sheet.sheet] ?? null}
      onChange={(next) => change(sheet.sheet, next)}
      match={match[sheet.sheet] ?? matchChoices(sheet, mapping[sheet.sheet] ?? {})}
      onMatch={(keys) => setMatch((before) => ({ ...before, [sheet.sheet]: keys }))}
      several={sheets.length > 1}
    />
  );
  const [first] = sheets;
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <Text span fw={600}>
            {file.name}
          </Text>{" "}
          <Text span c="dimmed" size="sm">
            {readingText(basis.encoding, basis.delimiter)}
          </Text>
        </Text>
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          Another file
        </Button>
      </Group>
      {found.other && noun !== null ? (
        <Alert variant="light" color="blue" title={`This file holds ${nounsText(noun)}`}>
          {noun === wanted ? "It is read as you say. " : `So it is read as ${nounsText(noun)}. `}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => readAs(noun === wanted ? (found.noun ?? wanted) : wanted)}
          >
            Read it as {nounsText(noun === wanted ? (found.noun ?? wanted) : wanted)}
          </Anchor>
        </Alert>
      ) : null}
      {basis.ignored.length > 0 ? (
        <Text size="sm" c="dimmed">
          Left out, since nothing in it was recognised: {basis.ignored.map((name) => `“${name}”`).join(", ")}.
        </Text>
      ) : null}
      {sheets.length > 1 ? (
        <Tabs defaultValue={first?.sheet} keepMounted={false}>
          <Tabs.List>
            {sheets.map((sheet) => (
              <Tabs.Tab key={sheet.sheet} value={sheet.sheet} c={mapping[sheet.sheet] === null ? "dimmed" : undefined}>
                {sheet.sheet}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {sheets.map((sheet) => (
            <Tabs.Panel key={sheet.sheet} value={sheet.sheet} pt="md">
              {panel(sheet)}
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        first && panel(first)
      )}
      {reading.error && changed ? (
        <Alert color="red" variant="light" role="alert">
          {sentence(reading.error)}
        </Alert>
      ) : null}
      <Group justify="space-between" className={classes["foot"]}>
        <Text size="sm" c="dimmed" maw={560}>
          {unmapped
            .map(({ sheet, fields }) => `No column for ${fields.join(", ")}: new ${nounsText(sheet.noun)} need it.`)
            .join(" ")}
        </Text>
        <Button onClick={done} disabled={taken.length === 0} ml="auto">
          Check what would happen
        </Button>
      </Group>
    </Stack>
  );
}

/** The sheet with its rows as they are understood under the mapping in force. */
function withRows(sheet: Sheet, read: readonly Sheet[] | undefined): Sheet {
  const rows = read?.find((other) => other.sheet === sheet.sheet)?.rows;
  return rows ? { ...sheet, rows } : sheet;
}
