// The field in a cell while it is edited: Enter saves and goes down, Tab saves and goes on, Escape gives up.
import { useRef, useState, type FocusEvent, type KeyboardEvent } from "react";

import { FieldInput } from "@/ui/inputs/FieldInput";
import { choiceLabel, fieldLabel, inputKind } from "@/ui/inputs/kinds";
import { STATES } from "@/ui/inputs/states";
import type { Leave } from "@/ui/grid";

import type { Field } from "../data";
import classes from "./List.module.css";

interface CellEditorProps {
  field: Field;
  initial: unknown;
  people: readonly { id: number; name: string }[];
  onSave: (value: unknown) => void;
  leave: (to: Leave) => void;
}

export function CellEditor({ field, initial, people, onSave, leave }: CellEditorProps) {
  const [value, setValue] = useState(initial);
  const box = useRef<HTMLDivElement>(null);
  const left = useRef(false);

  function end(to: Leave, next: unknown = value) {
    if (left.current) return;
    left.current = true;
    const cleaned = next === "" ? null : next;
    if (cleaned !== initial && !(cleaned === null && !field.nullable)) onSave(cleaned);
    leave(to);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      left.current = true;
      leave("stay");
    } else if (event.key === "Enter") end("down");
    else if (event.key === "Tab") end(event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onBlur(event: FocusEvent) {
    const to = event.relatedTarget;
    // The calendar stands outside of the cell, and belongs to it.
    if (to && (box.current?.contains(to) || to.closest("[data-portal], [role=dialog]"))) return;
    if (!left.current && document.hasFocus()) {
      left.current = true;
      const cleaned = value === "" ? null : value;
      if (cleaned !== initial && !(cleaned === null && !field.nullable)) onSave(cleaned);
      leave("away");
    }
  }

  const options = optionsOf(field, people);
  const label = fieldLabel(field);
  return (
    <div ref={box} className={classes["editing"]} onKeyDown={onKeyDown} onBlur={onBlur}>
      {options ? (
        <select
          className={classes["editor"]}
          aria-label={label}
          autoFocus
          value={value === null || value === undefined ? "" : String(value)}
          onChange={(event) => {
            const { value: picked } = event.currentTarget;
            setValue(picked === "" ? null : field.references ? Number(picked) : picked);
          }}
        >
          {field.nullable ? <option value="">–</option> : null}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <FieldInput field={field} aria-label={label} autoFocus size="xs" value={value} onChange={setValue} />
      )}
    </div>
  );
}

function optionsOf(field: Field, people: CellEditorProps["people"]): { value: string; label: string }[] | null {
  switch (inputKind(field)) {
    case "choice":
      return field.choices.map((choice) => ({ value: choice, label: choiceLabel(choice) }));
    case "person":
      return people.map(({ id, name }) => ({ value: String(id), label: name }));
    case "state":
      return STATES.map((state) => ({ value: state.value, label: state.label }));
    default:
      return null;
  }
}
