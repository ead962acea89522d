// How a door of each kind speaks, in fields and rows.
import { NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";

import { OUR_FIELDS } from "../lines";
import type { SourceKind } from "../queries";
import type { ConfigRows } from "./config";
import { MetaForms } from "./MetaForms";
import { PairTable } from "./PairTable";
import { PingPostFields } from "./PingPostFields";

type RowsForm = UseFormReturnType<{ rows: ConfigRows }>;

export interface RowsProps {
  rows: ConfigRows;
  onChange: (part: Partial<ConfigRows>) => void;
}

interface ConfigFieldsProps {
  kind: SourceKind;
  form: RowsForm;
}

export function ConfigFields({ kind, form }: ConfigFieldsProps) {
  const { rows } = form.values;
  const change = (part: Partial<ConfigRows>) => form.setFieldValue("rows", { ...form.getValues().rows, ...part });
  switch (kind) {
    case "google":
      return (
        <PairTable
          title="Further questions"
          about="Google's own columns are known; map what your form asks beyond them."
          heads={["Column id", "Our field"]}
          what="question"
          choices={OUR_FIELDS}
          rows={rows.columns}
          onChange={(columns) => change({ columns })}
        />
      );
    case "meta":
      return <MetaForms rows={rows} onChange={change} />;
    case "adf":
      return null;
    case "adf_mailbox":
      return <Mailbox rows={rows} onChange={change} wrong={form.errors["rows"] !== undefined} />;
    case "ping_post":
      return <PingPostFields rows={rows} onChange={change} />;
  }
}

const SECURITY = [
  { value: "tls", label: "TLS" },
  { value: "starttls", label: "STARTTLS" },
];

function Mailbox({ rows, onChange, wrong }: RowsProps & { wrong: boolean }) {
  const missing = (text: string) => (wrong && !text.trim() ? "Needed to read the mailbox." : null);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput
          label="IMAP server"
          placeholder="imap.example.com"
          value={rows.host}
          error={missing(rows.host)}
          onChange={({ currentTarget }) => onChange({ host: currentTarget.value })}
        />
        <Select
          label="Security"
          data={SECURITY}
          allowDeselect={false}
          value={rows.security}
          onChange={(security) => onChange({ security: security ?? "tls", port: security === "starttls" ? 143 : 993 })}
        />
        <NumberInput
          label="Port"
          min={1}
          max={65535}
          allowDecimal={false}
          value={rows.port}
          onChange={(port) => onChange({ port })}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="User name"
          autoComplete="off"
          value={rows.username}
          error={missing(rows.username)}
          onChange={({ currentTarget }) => onChange({ username: currentTarget.value })}
        />
        <TextInput
          label="Folder"
          value={rows.folder}
          onChange={({ currentTarget }) => onChange({ folder: currentTarget.value })}
        />
      </SimpleGrid>
    </Stack>
  );
}
