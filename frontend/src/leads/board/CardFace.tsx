// What a card shows of its lead.
import { IconAlarm, IconAlertCircleFilled } from "@tabler/icons-react";
import { memo, type ComponentPropsWithRef } from "react";

import { phoneText } from "@/ui/inputs/phone";
import { Money } from "@/ui/Money";
import { words } from "@/ui/StatusBadge";

import classes from "./Board.module.css";
import { ageOf, noteOf } from "./notes";
import type { Card } from "./queries";
import { ScoreBadge } from "./ScoreBadge";
import { nameOf } from "./stages";

interface CardFaceProps {
  card: Card;
  owner: string;
  now: number;
  /** The name leads to the lead; the picture of a card under the pointer leads nowhere. */
  link?: ComponentPropsWithRef<"a">;
}

export const CardFace = memo(function CardFace({ card, owner, now, link }: CardFaceProps) {
  const facts = [card.product_interest, card.state, card.source].filter(Boolean).map((fact) => words(String(fact)));
  const note = noteOf(card, now);
  const age = ageOf(card);
  return (
    <>
      {link ? (
        <a {...link} draggable={false} className={classes["name"]}>
          {nameOf(card)}
        </a>
      ) : (
        <span className={classes["name"]}>{nameOf(card)}</span>
      )}
      <span className={classes["facts"]}>{facts.join(" · ") || "Nothing known yet"}</span>
      <span className={classes["row"]}>
        {note ? (
          <span className={classes["note"]} data-late={note.late || undefined}>
            {note.late ? <IconAlertCircleFilled size={14} aria-hidden /> : null}
            {!note.late && card.status !== "lost" ? <IconAlarm size={14} aria-hidden /> : null}
            <span>{note.text}</span>
          </span>
        ) : (
          <span className={`${classes["reach"]} lg-number`}>{reachOf(card)}</span>
        )}
        {card.value_cents === null ? null : (
          <span className={classes["value"]}>
            <Money cents={card.value_cents} style="rounded" />
            <span className={classes["unseen"]}> a year</span>
          </span>
        )}
      </span>
      <span className={classes["row"]}>
        <ScoreBadge score={card.score?.score} band={card.score?.band} />
        <span className={classes["age"]} data-old={age.old || undefined} title="How long it has been in this stage">
          {age.text}
        </span>
        <Owner id={card.owner_id} name={owner} />
      </span>
    </>
  );
});

/** How to reach somebody about whom nothing else is urgent. */
const reachOf = ({ phone, email }: Card): string => (phone ? phoneText(phone) : (email ?? "No way to reach them"));

const initialsOf = (name: string): string => {
  const parts = name.split(/\s+/).filter(Boolean);
  return `${parts[0]?.charAt(0) ?? ""}${parts.length > 1 ? (parts.at(-1)?.charAt(0) ?? "") : ""}`.toUpperCase();
};

interface OwnerProps {
  id: number | null;
  name: string;
}

function Owner({ id, name }: OwnerProps) {
  return (
    <span className={classes["owner"]} data-nobody={id === null || undefined} title={name}>
      <span aria-hidden>{id === null ? "?" : initialsOf(name)}</span>
      <span className={classes["unseen"]}>{id === null ? "Nobody works on it" : name}</span>
    </span>
  );
}
