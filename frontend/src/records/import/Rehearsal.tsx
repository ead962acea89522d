// The outcome of a dry run: how many rows of each kind, and examples of each with the reasons.
import { Badge, Code, Group, SegmentedControl, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { dateText } from "@/ui/DateText";
import { isDay } from "@/ui/inputs/day";
import { fieldLabel } from "@/ui/inputs/kinds";
import { phoneText } from "@/ui/inputs/phone";
import { words } from "@/ui/StatusBadge";

import { fieldsQuery } from "../data";
import { isNoun, type Noun } from "../nouns";
import { RecordLink } from "../RecordLink";
import type { ImportResult, RowPlan, SheetResult } from "./data";
import classes from "./Import.module.css";
import { number } from "./words";

type Action = RowPlan["action"];

const ACTIONS: { action: Action; label: string; one: string; colour: string; count: (sheet: SheetResult) => number }[] =
  [
    { action: "create", label: "New", one: "New", colour: "green", count: (sheet) => sheet.created },
    { action: "update", label: "Changed", one: "Change", colour: "blue", count: (sheet) => sheet.updated },
    {
      action: "skip",
      label: "Nothing new",
      one: "Nothing new",
      colour: "gray",
      count: (sheet) => sheet.unchanged + sheet.repeated,
    },
    {
      action: "conflict",
      label: "In conflict",
      one: "Conflict",
      colour: "orange",
      count: (sheet) => sheet.conflicting,
    },
    {
      action: "reject",
      label: "Cannot be read",
      one: "Rejected",
      colour: "red",
      count: (sheet) => sheet.rejected - sheet.conflicting,
    },
  ];

export function Rehearsal({ result }: { result: ImportResult }) {
  const [chosen, setChosen] = useState<string>(result.sheets[0]?.sheet ?? "");
  const sheet = result.sheets.find((one) => one.sheet === chosen) ?? result.sheets[0];
  if (!sheet) return null;
  return (
    <Stack gap="md">
      {result.sheets.length > 1 ? (
        <SegmentedControl
          aria-label="Sheet"
          data={result.sheets.map((one) => one.sheet)}
          value={sheet.sheet}
          onChange={setChosen}
          className={classes["sheets"]}
        />
      ) : null}
      <SheetRehearsal key={sheet.sheet} sheet={sheet} headers={result.headers} />
    </Stack>
  );
}

function SheetRehearsal({ sheet, headers }: { sheet: SheetResult; headers: string[] }) {
  const kinds = ACTIONS.map((kind) => ({ ...kind, total: kind.count(sheet) }));
  // What needs a look comes first.
  const start = kinds.findLast(({ total, action }) => total > 0 && action !== "skip") ?? kinds[0];
  const [action, setAction] = useState<Action>(start?.action ?? "create");
  const rows = sheet.preview.filter((plan) => plan.action === action);
  const total = kinds.find((kind) => kind.action === action)?.total ?? 0;
  return (
    <Stack gap="sm">
      <div className={classes["tiles"]} role="group" aria-label="Rows by what would become of them">
        {kinds.map((kind) => (
          <UnstyledButton
            key={kind.action}
            className={classes["tile"]}
            aria-pressed={kind.action === action}
            onClick={() => setAction(kind.action)}
            disabled={kind.total === 0}
          >
            <Text size="xl" fw={650} className="lg-number">
              {number(kind.total)}
            </Text>
            <Group gap={6} wrap="nowrap">
              <span className={classes["dot"]} data-colour={kind.colour} />
              <Text size="sm">{kind.label}</Text>
            </Group>
          </UnstyledButton>
        ))}
      </div>
      {Object.entries(sheet.set_aside).map(([header, times]) => (
        <Text key={header} size="sm" c="dimmed">
          {number(times)} in “{header}” cannot be read and {times === 1 ? "is" : "are"} kept beside the fields.
        </Text>
      ))}
      {rows.length > 0 ? <Rows sheet={sheet} rows={rows} headers={headers} /> : null}
      {rows.length < total ? (
        <Text size="sm" c="dimmed">
          The first {number(rows.length)} of {number(total)} are shown.
        </Text>
      ) : null}
    </Stack>
  );
}

interface RowsProps {
  sheet: SheetResult;
  rows: RowPlan[];
  /** In the order of the file. */
  headers: string[];
}

export function Rows({ sheet, rows, headers }: RowsProps) {
  const say = useFieldWords(sheet.noun);
  return (
    <div className={`lg-card ${classes["rows"] ?? ""}`} tabIndex={0} role="region" aria-label="Rows">
      <Table verticalSpacing={6} horizontalSpacing="md" borderColor="var(--lg-line)" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>Row</Table.Th>
            <Table.Th w={120} className={classes["wide"]}>
              Outcome
            </Table.Th>
            <Table.Th>What it says</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((plan) => (
            <Table.Tr key={plan.row}>
              <Table.Td className="lg-number">{plan.row}</Table.Td>
              <Table.Td className={classes["wide"]}>
                <Outcome plan={plan} />
              </Table.Td>
              <Table.Td>
                <Said sheet={sheet} plan={plan} headers={headers} say={say} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Outcome({ plan }: { plan: RowPlan }) {
  const kind = ACTIONS.find((one) => one.action === plan.action);
  return (
    <Badge variant="dot" color={kind?.colour} tt="none" fw={500} size="sm" radius="sm">
      {kind?.one}
    </Badge>
  );
}

const NAMES = ["name", "policy_number", "claim_number", "subject", "customer_name", "email", "phone"];

/** What a row is called: the first thing that names it. */
function titleOf(told: Record<string, unknown>): string {
  const name = NAMES.find((field) => told[field]);
  return name ? String(told[name]) : "";
}

interface SaidProps {
  sheet: SheetResult;
  plan: RowPlan;
  headers: string[];
  say: FieldWords;
}

function Said({ sheet, plan, headers, say }: SaidProps) {
  if (plan.action === "reject" || plan.action === "conflict")
    return <Refused sheet={sheet} plan={plan} headers={headers} />;
  const title = titleOf(plan.fields);
  const named =
    plan.id !== null && isNoun(sheet.noun) ? (
      <RecordLink noun={sheet.noun} id={plan.id} size="sm">
        {title || `No. ${plan.id}`}
      </RecordLink>
    ) : (
      <Text span size="sm" fw={550}>
        {title}
      </Text>
    );
  return (
    <>
      {named}{" "}
      {plan.of !== null ? (
        <Text span size="sm" c="dimmed">
          says the same record as row {plan.of}
        </Text>
      ) : null}
      {plan.action === "update" ? (
        <ul className={classes["changes"]}>
          {plan.changes.map((change) => (
            <li key={change.field}>
              {say.field(change.field)}: <del>{say.value(change.before)}</del> → <ins>{say.value(change.after)}</ins>
            </li>
          ))}
        </ul>
      ) : null}
      {plan.action === "create" ? (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {Object.entries(plan.fields)
            .filter(([name, value]) => name !== "metadata" && value !== title)
            .map(([name, value]) => `${say.field(name)} ${say.value(value)}`)
            .join(" · ")}
        </Text>
      ) : null}
    </>
  );
}

function Refused({ sheet, plan, headers }: Omit<SaidProps, "say">) {
  const wrong = new Set(plan.reasons.map((reason) => reason.field));
  // JSON from the database forgets the order of keys.
  const inOrder = [...headers, ...Object.keys(plan.cells)].filter((header) => header in plan.cells);
  const cells = [...new Set(inOrder)]
    .map((header): [string, string] => [header, plan.cells[header] ?? ""])
    .filter(([, text]) => text.trim() !== "");
  return (
    <>
      {plan.reasons.map((reason) => (
        <Text key={reason.message} size="sm" fw={550}>
          {reason.message}
        </Text>
      ))}
      <Text size="sm" c="dimmed" component="div" className={classes["cells"]}>
        {cells.map(([header, text]) => (
          <span key={header}>
            {header} {wrong.has(sheet.mapping[header] ?? "") ? <mark>{text}</mark> : <Code>{text}</Code>}
          </span>
        ))}
      </Text>
    </>
  );
}

interface FieldWords {
  field: (name: string) => string;
  value: (value: unknown) => string;
}

function useFieldWords(noun: string): FieldWords {
  const { data } = useQuery({ ...fieldsQuery(noun as Noun), enabled: isNoun(noun) });
  return {
    field: (name) => {
      const known = data?.fields.find((field) => field.name === name);
      return known ? fieldLabel(known) : words(name.replace(/^metadata\./, ""));
    },
    value: (value) => {
      if (value === null || value === undefined || value === "") return "empty";
      if (typeof value === "object") return JSON.stringify(value);
      return isDay(value) ? dateText(value) : phoneText(String(value));
    },
  };
}
