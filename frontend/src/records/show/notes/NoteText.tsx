// A note as written, with the people it mentions by name.
import { Fragment } from "react";

import { usePeople } from "../../people";
import classes from "../timeline/Timeline.module.css";
import { pieces } from "./mentions";

interface NoteTextProps {
  text: string;
}

export function NoteText({ text }: NoteTextProps) {
  const people = usePeople();
  return pieces(text, people).map((piece, place) =>
    piece.person ? (
      <span key={place} className={classes["mention"]}>
        {piece.text}
      </span>
    ) : (
      <Fragment key={place}>{piece.text}</Fragment>
    ),
  );
}
