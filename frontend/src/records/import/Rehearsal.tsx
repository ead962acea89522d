// The outcome of a dry run: how many rows of each kind, and examples of each with the reasons.
import { Badge, Code, Group, SegmentedControl, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";

import { isNoun } from "../nouns";
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
      <SheetRehearsal key={sheet.sheet} sheet={sheet} />
    </Stack>
  );
}

function SheetRehearsal({ sheet }: { sheet: SheetResult }) {
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
      {rows.length > 0 ? <Rows sheet={sheet} rows={rows} /> : null}
      {rows.length < total ? (
        <Text size="sm" c="dimmed">
          The first {number(rows.length)} of {number(total)} are shown.
        </Text>
      ) : null}
    </Stack>
  );
}

export function Rows({ sheet, rows }: { sheet: SheetResult; rows: RowPlan[] }) {
  return (
    <div className={`lg-card ${classes["rows"] ?? ""}`} tabIndex={0} role="region" aria-label="Rows">
      <Table verticalSpacing={6} horizontalSpacing="md" stickyHeader>
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
                <Said sheet={sheet} plan={plan} />
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

function Said({ sheet, plan }: { sheet: SheetResult; plan: RowPlan }) {
  if (plan.action === "reject" || plan.action === "conflict") return <Refused sheet={sheet} plan={plan} />;
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
              {fieldWord(change.field)}: <del>{shown(change.before)}</del> → <ins>{shown(change.after)}</ins>
            </li>
          ))}
        </ul>
      ) : null}
      {plan.action === "create" ? (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {Object.entries(plan.fields)
            .filter(([name, value]) => name !== "metadata" && value !== title)
            .map(([name, value]) => `${fieldWord(name)} ${shown(value)}`)
            .join(" · ")}
        </Text>
      ) : null}
    </>
  );
}

function Refused({ sheet, plan }: { sheet: SheetResult; plan: RowPlan }) {
  const wrong = new Set(plan.reasons.map((reason) => reason.field));
  const cells = Object.entries(plan.cells).filter(([, text]) => text.trim() !== "");
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

const fieldWord = (name: string): string => {
  const spaced = name.replace(/^metadata\./, "").replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "empty";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
