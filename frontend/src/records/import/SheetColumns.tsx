// The columns of one sheet, each with what stands in it and the field it becomes.
import { Group, MultiSelect, Select, Stack, Switch, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowRight } from "@tabler/icons-react";

import { counted } from "@/ui/counted";
import { selectAll } from "@/ui/inputs/props";

import classes from "./Import.module.css";
import { KEPT, labelOf, samples, unreadable, withColumn, type Sheet, type SheetMapping } from "./mapping";
import { nounsText } from "./words";

interface SheetColumnsProps {
  sheet: Sheet;
  /** Null when the sheet is left out. */
  mapping: SheetMapping | null;
  onChange: (mapping: SheetMapping | null) => void;
  match: string[];
  onMatch: (fields: string[]) => void;
  /** Of several sheets each can be left out. */
  several: boolean;
}

const LEFT_OUT = "-";

export function SheetColumns({ sheet, mapping, onChange, match, onMatch, several }: SheetColumnsProps) {
  const keys = mapping ? sheet.match.filter((name) => Object.values(mapping).includes(name)) : [];
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        {several ? (
          <Switch
            label={`Import this sheet as ${nounsText(sheet.noun)}`}
            checked={mapping !== null}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? sheet.mapping : null)}
          />
        ) : (
          <span />
        )}
        {keys.length > 0 ? (
          <MultiSelect
            className={classes["match"]}
            label="Known records are recognised by"
            data={keys.map((name) => ({ value: name, label: labelOf(sheet, name) }))}
            value={match.filter((name) => keys.includes(name))}
            onChange={(chosen) => chosen.length > 0 && onMatch(keys.filter((name) => chosen.includes(name)))}
          />
        ) : null}
      </Group>
      {mapping ? <Columns sheet={sheet} mapping={mapping} onChange={onChange} /> : null}
    </Stack>
  );
}

interface ColumnsProps {
  sheet: Sheet;
  mapping: SheetMapping;
  onChange: (mapping: SheetMapping) => void;
}

function Columns({ sheet, mapping, onChange }: ColumnsProps) {
  return (
    <div className="lg-card">
      <Table className={classes["columns"]} verticalSpacing={6} horizontalSpacing="md" borderColor="var(--lg-line)">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column of the file</Table.Th>
            <Table.Th>What stands in it</Table.Th>
            <Table.Th>Becomes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(mapping).map(([header, field]) => (
            <Column
              key={header}
              sheet={sheet}
              header={header}
              field={field}
              onChange={(chosen) => onChange(withColumn(mapping, header, chosen))}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface ColumnProps {
  sheet: Sheet;
  header: string;
  field: string | null;
  onChange: (field: string | null) => void;
}

function Column({ sheet, header, field, onChange }: ColumnProps) {
  const problem = field === null || field === KEPT ? null : unreadable(sheet, field);
  const shown = samples(sheet, header);
  return (
    <Table.Tr>
      <Table.Td className={classes["header"]}>{header}</Table.Td>
      <Table.Td className={classes["samples"]}>
        {shown.length > 0 ? (
          shown.join(" · ")
        ) : (
          <Text span size="sm" c="dimmed">
            empty
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes["becomes"]}>
        <Group gap="xs" wrap="nowrap">
          <IconArrowRight size={16} aria-hidden className={classes["arrow"]} />
          <Select
            aria-label={`What “${header}” becomes`}
            data={choices(sheet)}
            value={field ?? LEFT_OUT}
            onChange={(chosen) => onChange(chosen === null || chosen === LEFT_OUT ? null : chosen)}
            searchable
            onFocus={selectAll}
            nothingFoundMessage="No such field"
            selectFirstOptionOnChange
            allowDeselect={false}
            maxDropdownHeight={320}
            className={classes["select"]}
            classNames={{ input: field === null || field === KEPT ? classes["aside"] : undefined }}
          />
        </Group>
        {problem ? (
          <Text size="xs" mt={4} className={classes["problem"]}>
            <IconAlertTriangle size={14} aria-hidden /> {counted(problem.rows, "cell")} of the first {sheet.rows.length}{" "}
            cannot be read: {problem.reason}
          </Text>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}

function choices(sheet: Sheet) {
  return [
    {
      group: `Fields of ${nounsText(sheet.noun)}`,
      items: sheet.fields.map((field) => ({
        value: field.name,
        label: labelOf(sheet, field.name) + (field.required ? " (needed)" : ""),
      })),
    },
    {
      group: "No field",
      items: [
        { value: KEPT, label: "Keep beside the fields" },
        { value: LEFT_OUT, label: "Leave out" },
      ],
    },
  ];
}
