// The records themselves: which columns, in which order.
import { ActionIcon, Group, SegmentedControl, Select, Text, VisuallyHidden } from "@mantine/core";
import { IconGripVertical, IconX } from "@tabler/icons-react";
import { useId } from "react";

import { moved, useReorder } from "@/ui/reorder";

import styles from "./Builder.module.css";
import type { PartProps } from "./parts";
import { columnFields, nameOf, options } from "./words";

export function RecordsPart(props: PartProps) {
  return (
    <>
      <Columns {...props} />
      <Sorting {...props} />
    </>
  );
}

function Columns({ draft: { columns }, fields, errors, onChange }: PartProps) {
  const put = (next: string[]) => onChange({ columns: next });
  const { list, grip, said, held } = useReorder<HTMLOListElement>({
    count: columns.length,
    onMove: (from, to) => put(moved(columns, from, to)),
  });
  const label = useId();
  const left = columnFields(fields).filter(({ name }) => !columns.includes(name));
  const wrong = errors["columns"];
  return (
    <div role="group" aria-labelledby={label}>
      <Text size="sm" fw={500} mb={6} id={label}>
        Columns
      </Text>
      <ol className={styles["rows"]} ref={list}>
        {columns.map((name, place) => (
          <li key={name} className={styles["column"]} data-held={held === place || undefined}>
            <ActionIcon {...grip(place, nameOf(fields, name))} className={styles["grip"]}>
              <IconGripVertical size={16} stroke={1.6} />
            </ActionIcon>
            <Text size="sm" truncate>
              {nameOf(fields, name)}
            </Text>
            <ActionIcon
              aria-label={`Remove ${nameOf(fields, name)}`}
              onClick={() => put(columns.filter((other) => other !== name))}
            >
              <IconX size={16} stroke={1.6} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <Select
        // Chosen ones go into the list above, so that the box is empty again.
        key={columns.length}
        mt={8}
        aria-label="Add a column"
        placeholder="Add a column"
        searchable
        data={options(left)}
        value={null}
        error={wrong}
        onChange={(name) => name && put([...columns, name])}
      />
    </div>
  );
}

function Sorting({ draft, fields, errors, onChange }: PartProps) {
  const [first = ""] = (draft.sort ?? "").split(",");
  const name = first.replace(/^[-+]/, "") || null;
  const isDown = first.startsWith("-");
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Select
        label="In the order of"
        placeholder="The newest first"
        clearable
        searchable
        style={{ flex: 1 }}
        data={options(columnFields(fields))}
        value={name}
        error={errors["sort"]}
        onChange={(chosen) => onChange({ sort: chosen ? `${isDown ? "-" : ""}${chosen}` : null })}
      />
      {name ? (
        <SegmentedControl
          aria-label="Which way"
          data={[
            { value: "up", label: "Up" },
            { value: "down", label: "Down" },
          ]}
          value={isDown ? "down" : "up"}
          onChange={(way) => onChange({ sort: way === "down" ? `-${name}` : name })}
        />
      ) : null}
    </Group>
  );
}
