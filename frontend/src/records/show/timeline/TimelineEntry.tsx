// One thing that happened.
import { useState } from "react";

import { StatusBadge } from "@/ui/StatusBadge";

import { isNoun } from "../../nouns";
import { RecordLink } from "../../RecordLink";
import { useRecord } from "../context";
import { EditNote } from "../notes/EditNote";
import { NoteMenu } from "../notes/NoteMenu";
import { NoteText } from "../notes/NoteText";
import type { TimelineItem } from "../queries";
import { ReopenTask } from "../tasks/ReopenTask";
import { ChangeList } from "./ChangeList";
import { wholeDay } from "./days";
import { kindOf } from "./kinds";
import classes from "./Timeline.module.css";

const time = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });

/** The time of day in the reader's own zone. */
export const clock = (at: string): string => time.format(new Date(at));

const LONG = 480;

interface TimelineEntryProps {
  item: TimelineItem;
  /** The agency's time zone. */
  zone: string;
}

export function TimelineEntry({ item, zone }: TimelineEntryProps) {
  const { noun, id } = useRecord();
  const [editing, setEditing] = useState(false);
  const { icon: Picture, label } = kindOf(item.kind);
  const elsewhere = isNoun(item.noun) && !(item.noun === noun && item.id === id) ? item.noun : null;
  const isNote = item.kind === "note";
  return (
    <li className={classes["item"]} data-kind={item.kind}>
      <span className={classes["icon"]} role="img" aria-label={label}>
        <Picture size={15} stroke={1.7} aria-hidden />
      </span>
      <div>
        <div className={classes["line"]}>
          {elsewhere ? (
            <RecordLink noun={elsewhere} id={item.id} className={classes["title"] ?? ""}>
              {item.title}
            </RecordLink>
          ) : (
            <span className={classes["title"]}>{item.title}</span>
          )}
          <Status item={item} />
          <span className={classes["meta"]}>
            {item.actor_name}
            {wholeDay(item.at, zone) ? null : (
              <>
                {item.actor_name ? " · " : ""}
                <time dateTime={item.at}>{clock(item.at)}</time>
              </>
            )}
          </span>
          {isNote && !editing ? <NoteMenu id={item.id} onEdit={() => setEditing(true)} /> : null}
          {item.kind === "task" && item.status === "done" ? <ReopenTask id={item.id} title={item.title} /> : null}
        </div>
        {isNote && editing ? <EditNote id={item.id} onClose={() => setEditing(false)} /> : null}
        {isNote && !editing ? (
          <div className={`${classes["text"]} ${classes["note"]}`}>
            <NoteText text={item.text ?? ""} />
          </div>
        ) : null}
        {!isNote && item.text ? <LongText text={item.text} /> : null}
        {item.changes?.length ? <ChangeList changes={item.changes} /> : null}
      </div>
    </li>
  );
}

function Status({ item }: Pick<TimelineEntryProps, "item">) {
  // What something became stands in its title or changes; at its beginning it had not become that yet.
  if (!item.status || item.changes?.length || item.key.includes("#")) return null;
  if (!item.direction) return <StatusBadge value={item.status} />;
  const way = item.direction === "inbound" ? "from them" : `to them, ${item.status}`;
  return <span className={classes["meta"]}>{way}</span>;
}

function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const short = text.length > LONG && !open ? `${text.slice(0, LONG).trimEnd()}…` : text;
  return (
    <div className={classes["text"]}>
      {short}
      {text.length > LONG ? (
        <button type="button" className={classes["more"]} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show all"}
        </button>
      ) : null}
    </div>
  );
}
