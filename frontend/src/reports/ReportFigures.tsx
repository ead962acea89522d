// The figures a report was made from: as tables, or as they are stored.
import { Code, SegmentedControl, Table, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import type { Schemas } from "@/api/client";
import { SideCard } from "@/records/show/SideCard";
import { Loading } from "@/ui/states";

import { documentOf, tablesOf, type FigureTable } from "./figures";

// Charts come with it, which most pages of records do without.
const DocumentView = lazy(async () => ({ default: (await import("./show")).DocumentView }));

interface ReportFiguresProps {
  report: Schemas["Report"];
}

const WAITING: Record<string, string> = {
  pending: "The report is not made yet. Its figures will appear here.",
  failed: "The report could not be made, so there are no figures.",
};

export function ReportFigures({ report }: ReportFiguresProps) {
  const made = documentOf(report.data);
  if (!made) return <Stored report={report} />;
  return (
    <section aria-label="Figures">
      <Suspense fallback={<Loading rows={6} />}>
        <DocumentView document={made} />
      </Suspense>
    </section>
  );
}

function Stored({ report }: ReportFiguresProps) {
  const [shape, setShape] = useState("table");
  const tables = tablesOf(report.data);
  const none = tables.length === 0;
  return (
    <SideCard
      title="Figures"
      action={
        none ? null : (
          <SegmentedControl
            size="xs"
            aria-label="Shape"
            value={shape}
            onChange={setShape}
            data={[
              { value: "table", label: "Table" },
              { value: "json", label: "JSON" },
            ]}
          />
        )
      }
    >
      {none ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          {WAITING[report.status] ?? "This report has no figures."}
        </Text>
      ) : null}
      {!none && shape === "json" ? (
        <Code block m="md" tabIndex={0} aria-label="Figures as JSON">
          {JSON.stringify(report.data, null, 2)}
        </Code>
      ) : null}
      {shape === "table" ? tables.map((table) => <Figures key={table.title} table={table} />) : null}
    </SideCard>
  );
}

function Figures({ table }: { table: FigureTable }) {
  return (
    <Table.ScrollContainer minWidth={240} px="md" pb="xs">
      <Table verticalSpacing={8} aria-label={table.title}>
        <Table.Thead>
          <Table.Tr>
            {table.head.map((label, place) => (
              <Table.Th key={label} ta={place === 0 ? "left" : "right"} fw={550} c="dimmed" fz="sm">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, line) => (
            <Table.Tr key={line}>
              {row.map((text, place) => (
                <Table.Td key={place} ta={place === 0 ? "left" : "right"} className="lg-number">
                  {text}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
