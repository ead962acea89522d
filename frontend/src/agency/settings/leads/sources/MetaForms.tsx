// The forms of Meta: each question is named after its own wording, and a box says nothing about channels by itself.
import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import classes from "../Leads.module.css";
import { CHANNELS, LINES, OUR_FIELDS } from "../lines";
import { newKey, type Box, type MetaForm } from "./config";
import type { RowsProps } from "./ConfigFields";
import { AddRow, PairTable, RemoveRow } from "./PairTable";

export function MetaForms({ rows, onChange }: RowsProps) {
  const put = (forms: MetaForm[]) => onChange({ forms });
  const change = (key: string, part: Partial<MetaForm>) =>
    put(rows.forms.map((form) => (form.key === key ? { ...form, ...part } : form)));
  const add = () => put([...rows.forms, { key: newKey(), id: "", product: null, fields: [], boxes: [] }]);
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={500}>
          Forms
        </Text>
        <Text size="xs" c="dimmed">
          Usual questions are understood by themselves. Name a form to map the others, and to fetch leads whose
          notification never came.
        </Text>
      </div>
      {rows.forms.map((form, place) => (
        <FormBox
          key={form.key}
          form={form}
          name={`form ${place + 1}`}
          onChange={(part) => change(form.key, part)}
          onRemove={() => put(rows.forms.filter((one) => one !== form))}
        />
      ))}
      <Group>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} />} onClick={add}>
          Add a form
        </Button>
      </Group>
    </Stack>
  );
}

interface FormBoxProps {
  form: MetaForm;
  name: string;
  onChange: (part: Partial<MetaForm>) => void;
  onRemove: () => void;
}

function FormBox({ form, name, onChange, onRemove }: FormBoxProps) {
  const put = (boxes: Box[]) => onChange({ boxes });
  const change = (key: string, part: Partial<Box>) =>
    put(form.boxes.map((box) => (box.key === key ? { ...box, ...part } : box)));
  const add = () => put([...form.boxes, { key: newKey(), name: "", text: "", channels: [], is_free: true }]);
  return (
    <Stack gap="sm" className={classes["box"]} role="group" aria-label={name}>
      <div className={classes["mapping"]}>
        <TextInput
          label="Form id"
          placeholder="1234567890"
          value={form.id}
          onChange={({ currentTarget }) => onChange({ id: currentTarget.value })}
        />
        <Select
          label="Interested in"
          placeholder="As the door"
          data={LINES}
          clearable
          value={form.product}
          onChange={(product) => onChange({ product })}
        />
        <div style={{ alignSelf: "end" }}>
          <RemoveRow what={name} onRemove={onRemove} />
        </div>
      </div>
      <PairTable
        title="Questions"
        heads={["Question", "Our field"]}
        what="question"
        choices={OUR_FIELDS}
        rows={form.fields}
        onChange={(fields) => onChange({ fields })}
      />
      <div role="group" aria-label="Consent boxes">
        <Text size="sm" fw={500} mb={4}>
          Consent boxes
        </Text>
        <Stack gap="sm">
          {form.boxes.map((box, place) => (
            <ConsentBox
              key={box.key}
              box={box}
              name={`box ${place + 1}`}
              onChange={(part) => change(box.key, part)}
              onRemove={() => put(form.boxes.filter((one) => one !== box))}
            />
          ))}
          <AddRow what="box" onAdd={add} />
        </Stack>
      </div>
    </Stack>
  );
}

interface ConsentBoxProps {
  box: Box;
  name: string;
  onChange: (part: Partial<Box>) => void;
  onRemove: () => void;
}

function ConsentBox({ box, name, onChange, onRemove }: ConsentBoxProps) {
  return (
    <Stack gap="xs" className={classes["box"]} role="group" aria-label={name}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Key of the box"
          value={box.name}
          onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
        />
        <MultiSelect
          label="A tick allows"
          data={CHANNELS}
          placeholder={box.channels.length > 0 ? undefined : "Nothing"}
          value={box.channels}
          onChange={(channels) => onChange({ channels })}
        />
      </SimpleGrid>
      <Textarea
        label="Text beside it, word for word"
        value={box.text}
        onChange={({ currentTarget }) => onChange({ text: currentTarget.value })}
      />
      <Group justify="space-between">
        <Checkbox
          label="The text says that consent is no condition of purchase"
          checked={box.is_free}
          onChange={({ currentTarget }) => onChange({ is_free: currentTarget.checked })}
        />
        <RemoveRow what={name} onRemove={onRemove} />
      </Group>
    </Stack>
  );
}
