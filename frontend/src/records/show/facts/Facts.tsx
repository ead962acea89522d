// What is known about the record, line by line, each changed where it stands.
import { Stack, Text, Title } from "@mantine/core";

import { DateText } from "@/ui/DateText";

import { useRecord } from "../context";
import { localDay } from "../timeline/days";
import { Fact } from "./Fact";
import classes from "./Facts.module.css";
import { groupsOf, rowOf, type NounLayout } from "./layout";

interface FactsProps {
  layout: NounLayout;
}

export function Facts({ layout }: FactsProps) {
  const { fields, record } = useRecord();
  return (
    <section className="lg-card" aria-label="Facts">
      <Stack gap={0}>
        {groupsOf(layout, fields).map(({ title, rows }) => (
          <div key={title} className={classes["group"]}>
            <Title order={2} size="h6" className={classes["title"]}>
              {title}
            </Title>
            <dl className={classes["list"]}>
              {rows
                .map(rowOf)
                .filter((row) => row.when?.(record) ?? true)
                .map((row) => (
                  <Fact key={row.fields.join()} row={row} labels={layout.labels ?? {}} />
                ))}
            </dl>
          </div>
        ))}
        <Text size="xs" c="dimmed" className={classes["group"]}>
          Created <DateText value={localDay(String(record["created_at"]))} /> · changed{" "}
          <DateText value={String(record["updated_at"])} style="ago" />
        </Text>
      </Stack>
    </section>
  );
}
