// A text in which colleagues can be mentioned with `@`.
import { Combobox, Textarea, useCombobox } from "@mantine/core";
import { useMergedRef } from "@mantine/hooks";
import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";

import { usePeople } from "../../people";
import { matching, mentionAt, mentioned } from "./mentions";

interface NoteInputProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** Ctrl-Enter or ⌘-Enter. */
  onSubmit: () => void;
  onCancel?: () => void;
  placeholder?: string;
  error?: string;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLTextAreaElement>;
  minRows?: number;
}

export function NoteInput({
  label,
  value,
  onChange,
  onSubmit,
  onCancel,
  inputRef,
  minRows = 2,
  ...rest
}: NoteInputProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const ref = useMergedRef(own, inputRef ?? null);
  const people = usePeople();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const found = typed === null ? [] : matching(people, typed);
  const choosing = found.length > 0;

  function look(text: string, caret: number) {
    const at = mentionAt(text, caret);
    setTyped(at ? at.typed : null);
    if (at) combobox.openDropdown();
    else combobox.closeDropdown();
  }

  // Enter takes the first name, which is there only after it is drawn.
  const { selectFirstOption } = combobox;
  useEffect(() => {
    if (choosing) selectFirstOption();
  }, [choosing, typed, selectFirstOption]);

  function choose(id: string) {
    const person = people.find((each) => String(each.id) === id);
    const field = own.current;
    if (!person || !field) return;
    const next = mentioned(value, field.selectionStart, person);
    onChange(next.text);
    setTyped(null);
    combobox.closeDropdown();
    // The caret can be set only after React has written the new text.
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(next.caret, next.caret);
    });
  }

  function keyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSubmit();
    }
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      setTyped(null);
      combobox.closeDropdown();
    } else if (event.key === "Escape" && onCancel) {
      event.stopPropagation();
      onCancel();
    }
  }

  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" withinPortal>
      <Combobox.Target withKeyboardNavigation={choosing} withAriaAttributes={choosing}>
        <Textarea
          {...rest}
          ref={ref}
          aria-label={label}
          autosize
          minRows={minRows}
          maxRows={12}
          value={value}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
            look(currentTarget.value, currentTarget.selectionStart);
          }}
          onKeyDown={keyDown}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!choosing}>
        <Combobox.Options aria-label="Colleagues">
          {found.map((person) => (
            <Combobox.Option key={person.id} value={String(person.id)}>
              {person.name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
