// What became of an operation: its figures, its rows, the way back.
import { Anchor, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconArrowBackUp, IconDownload, IconList } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { counted } from "@/ui/counted";
import { done, failed } from "@/ui/toasts";

import { isNoun, NOUNS } from "../nouns";
import { RecordLink } from "../RecordLink";
import { useUndo, type Operation } from "../operations";
import { type RevertResult, type SheetResult } from "./data";
import classes from "./Import.module.css";
import { Rows } from "./Rehearsal";
import { canUndo, countsOf, nounsText, number, rowsOf, titleOf } from "./words";

interface OperationDetailsProps {
  operation: Operation;
  /** Where nothing above says what it is. */
  titled?: boolean;
}

export function OperationDetails({ operation, titled = false }: OperationDetailsProps) {
  const undo = useUndo();
  const may = useMay();
  const counts = countsOf(operation);
  const undone = undo.data?.result && "kept" in undo.data.result ? undo.data.result : null;

  function takeBack() {
    undo.mutate(operation.id, {
      onSuccess: ({ finished_at }) => done(finished_at ? "Undone" : "The undo is on its way"),
      onError: (error) => failed(error),
    });
  }
  return (
    <Stack gap="sm">
      {titled ? (
        <Title order={2} size="h4">
          {ending(operation)}
        </Title>
      ) : null}
      {operation.error ? <Text size="sm">{operation.error}</Text> : null}
      <Group gap="lg">
        {counts.map(({ label, count }) => (
          <div key={label}>
            <Text size="xl" fw={650} className="lg-number" lh={1.2}>
              {number(count)}
            </Text>
            <Text size="sm" c="dimmed">
              {label}
            </Text>
          </div>
        ))}
        {counts.length === 0 && !operation.error ? (
          <Text size="sm" c="dimmed">
            Nothing was changed.
          </Text>
        ) : null}
      </Group>
      <SheetLines operation={operation} />
      {operation.result && "kept" in operation.result ? <Kept result={operation.result} /> : null}
      <Group gap="xs">
        {rowsOf(operation).map(({ noun, filter }) => (
          <Button
            key={noun}
            size="compact-md"
            variant="light"
            leftSection={<IconList size={16} />}
            renderRoot={(props) => (
              <Link to="/$noun" params={{ noun }} search={{ filter: JSON.stringify(filter) }} {...props} />
            )}
          >
            Open these {NOUNS[noun].many.toLowerCase()}
          </Button>
        ))}
        {operation.rejected_count > 0 ? (
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconDownload size={16} />}
            component="a"
            href={`/v1/imports/${operation.id}/rejects.csv`}
            download
          >
            Rejected rows with reasons
          </Button>
        ) : null}
        {canUndo(operation) && may("operations:write") && !undone ? (
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={takeBack}
            loading={undo.isPending}
          >
            Undo
          </Button>
        ) : null}
      </Group>
      {undone ? (
        <div className={classes["undone"]} role="status">
          <Text size="sm" fw={550}>
            Undone: {undoneText(undone)}
          </Text>
          <Kept result={undone} />
        </div>
      ) : null}
      <RefusedRows operation={operation} />
    </Stack>
  );
}

function ending(operation: Operation): string {
  if (operation.status === "failed") return "Nothing was imported";
  return `${titleOf(operation)} ${operation.status === "reverted" ? "was undone" : "is done"}`;
}

function undoneText({ removed, restored, brought_back }: RevertResult): string {
  const parts = [
    removed > 0 ? `${number(removed)} removed` : "",
    restored > 0 ? `${number(restored)} as they were before` : "",
    brought_back > 0 ? `${number(brought_back)} brought back` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(", ")}.` : "there was nothing left to take back.";
}

/** How each of several sheets ended. */
function SheetLines({ operation }: { operation: Operation }) {
  const { result } = operation;
  if (!result || !("sheets" in result) || result.sheets.length < 2) return null;
  return (
    <List size="sm">
      {result.sheets.map((sheet) => (
        <List.Item key={sheet.sheet}>
          <Text span size="sm" fw={550}>
            {sheet.sheet}
          </Text>{" "}
          {sheetText(sheet)}
        </List.Item>
      ))}
    </List>
  );
}

function sheetText(sheet: SheetResult): string {
  const skipped = sheet.unchanged + sheet.repeated;
  const parts = [
    sheet.created > 0 ? `${number(sheet.created)} created` : "",
    sheet.updated > 0 ? `${number(sheet.updated)} changed` : "",
    skipped > 0 ? `${number(skipped)} with nothing new` : "",
    sheet.rejected > 0 ? `${number(sheet.rejected)} rejected` : "",
  ].filter(Boolean);
  return `${counted(sheet.rows, "row")} of ${nounsText(sheet.noun)}: ${parts.join(", ") || "none"}`;
}

const LISTED = 50;

/** Records that an undo left alone. */
function Kept({ result }: { result: RevertResult }) {
  if (result.kept_count === 0) return null;
  return (
    <>
      <Text size="sm">
        {counted(result.kept_count, "record")} stayed as {result.kept_count === 1 ? "it is" : "they are"}, because
        somebody worked on {result.kept_count === 1 ? "it" : "them"} since:
      </Text>
      <List size="sm" className={classes["kept"]}>
        {result.kept.slice(0, LISTED).map((kept) => (
          <List.Item key={`${kept.noun} ${kept.id}`}>
            {isNoun(kept.noun) ? (
              <RecordLink noun={kept.noun} id={kept.id} size="sm">
                {NOUNS[kept.noun].one} no. {kept.id}
              </RecordLink>
            ) : (
              `${nounsText(kept.noun)} no. ${kept.id}`
            )}{" "}
            {kept.reason}
          </List.Item>
        ))}
      </List>
      {result.kept_count > LISTED ? (
        <Text size="sm" c="dimmed">
          and {number(result.kept_count - LISTED)} more
        </Text>
      ) : null}
    </>
  );
}

/** The first rows that stayed out, so that people see at once what to mend. */
function RefusedRows({ operation }: { operation: Operation }) {
  const { result } = operation;
  if (!result || !("sheets" in result) || operation.dry_run) return null;
  const refused = result.sheets.filter((sheet) => sheet.preview.length > 0);
  if (refused.length === 0) return null;
  return (
    <details className={classes["refused"]}>
      <summary>
        <Anchor component="span" size="sm">
          Rejected rows
        </Anchor>
      </summary>
      {refused.map((sheet) => (
        <Rows key={sheet.sheet} sheet={sheet} rows={sheet.preview} headers={result.headers} />
      ))}
    </details>
  );
}
