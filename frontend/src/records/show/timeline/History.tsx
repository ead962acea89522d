// The changes of a record that has no timeline of its own.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPencil } from "@tabler/icons-react";

import { Failure } from "@/ui/states";

import type { Field } from "../../data";
import { NOUNS, type Noun } from "../../nouns";
import { useRecord } from "../context";
import { historyQuery } from "../queries";
import { ChangeList, type Changed } from "./ChangeList";
import { byDay } from "./days";
import { TimelineSkeleton } from "./Timeline";
import classes from "./Timeline.module.css";
import { clock } from "./TimelineEntry";

interface Entry {
  before: unknown;
  after: unknown;
}

const UNTOLD = new Set(["version", "updated_at"]);
/** What nobody reads as a change: all the figures of a report, and where its file lies. */
const UNTOLD_OF: Partial<Record<Noun, ReadonlySet<string>>> = {
  reports: new Set(["data", "file_path", "file_sha256", "file_size"]),
};

function changesOf(noun: Noun, { before, after }: Entry, fields: Field[]): Changed[] {
  const was = (before ?? {}) as Record<string, unknown>;
  const is = (after ?? {}) as Record<string, unknown>;
  return Object.keys(is)
    .filter((name) => !UNTOLD.has(name) && !UNTOLD_OF[noun]?.has(name))
    .map((name) => ({
      field: name,
      label: fields.find((field) => field.name === name)?.label ?? name,
      before: was[name],
      after: is[name],
    }));
}

const DONE: Record<string, string> = { create: "Created", insert: "Created", update: "Changed", delete: "Deleted" };

export function History() {
  const { noun, id, fields } = useRecord();
  const { data, error, isPending, refetch } = useQuery(historyQuery(noun, id));
  const items = (data?.items ?? []).filter(
    (item) => item.action !== "update" || changesOf(noun, item, fields).length > 0,
  );
  return (
    <section aria-label="History" className="lg-card">
      <div className={classes["head"]}>
        <Title order={2} size="h5">
          History
        </Title>
      </div>
      {isPending ? <TimelineSkeleton /> : null}
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data && items.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" py="sm">
          Never changed. Changes of this {NOUNS[noun].one} will appear here.
        </Text>
      ) : null}
      {byDay(items).map((day) => (
        <div key={day.key}>
          <Title order={3} className={classes["day"] ?? ""}>
            {day.label}
          </Title>
          <ol className={classes["items"]}>
            {day.items.map((item) => (
              <li key={item.id} className={classes["item"]}>
                <span className={classes["icon"]}>
                  <IconPencil size={15} stroke={1.7} aria-hidden />
                </span>
                <div>
                  <div className={classes["line"]}>
                    <span className={classes["title"]}>{DONE[item.action] ?? item.action}</span>
                    <span className={classes["meta"]}>
                      {item.actor} · {clock(item.at)}
                    </span>
                  </div>
                  {item.action === "update" ? <ChangeList changes={changesOf(noun, item, fields)} /> : null}
                </div>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}
