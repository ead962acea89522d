// Ctrl-K: find a record, go somewhere, or do something, without leaving the keyboard.
import { Kbd, Loader, Modal, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowRight, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

import { sentence } from "@/api/problem";
import { NOUNS } from "@/records/nouns";
import { Keys } from "@/ui/Keys";

import { useCommands, type PaletteCommand } from "./commands";
import { hitsQuery, SHORTEST, type Hit } from "./hits";
import classes from "./Palette.module.css";
import { matching } from "./rank";
import { takeTyped } from "./typed";

const PAUSE_MS = 120;
const MOST_COMMANDS = 6;

interface PaletteProps {
  onClose: () => void;
  onShortcuts: () => void;
}

export function Palette({ onClose, onShortcuts }: PaletteProps) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const commands = useCommands(onShortcuts);
  const asked = useDebouncedValue(query.trim(), PAUSE_MS)[0];
  const search = useQuery(hitsQuery(asked));
  const found = useHitCommands(query.trim().length >= SHORTEST ? (search.data ?? []) : [], asked);

  const fitting = matching(commands, query);
  const options = inGroups(query.trim() ? [...fitting.slice(0, MOST_COMMANDS), ...found] : fitting.filter(isStart));
  const current = Math.min(chosen, options.length - 1);
  const searching = search.isFetching || asked !== query.trim();

  // The dialog's own focus comes a moment later than the next letter.
  const arrive = useCallback((input: HTMLInputElement | null) => {
    if (!input) return;
    input.focus();
    const typed = takeTyped();
    if (typed) setQuery(typed);
  }, []);

  function choose(option: PaletteCommand | undefined) {
    if (!option) return;
    onClose();
    option.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) {
      event.preventDefault();
      setChosen((current + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(options[current]);
    } else if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onClose();
    }
  }

  return (
    <Modal.Root opened onClose={onClose} size={620} yOffset="10vh" transitionProps={{ duration: 80 }}>
      <Modal.Overlay />
      <Modal.Content radius="lg" aria-label="Find anything or do something">
        <div className={classes["input"]}>
          <IconSearch size={19} stroke={1.7} aria-hidden />
          <input
            data-autofocus
            ref={arrive}
            role="combobox"
            aria-label="Find anything or do something"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={options[current] ? `${listId}-${current}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder="Name, phone, number or command"
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
          {searching && query.trim().length >= SHORTEST ? <Loader size="xs" aria-label="Searching" /> : null}
        </div>
        <Options id={listId} options={options} current={current} onHover={setChosen} onChoose={choose} />
        <VisuallyHidden role="status">{options.length === 1 ? "1 result" : `${options.length} results`}</VisuallyHidden>
        {search.error ? <Note text={sentence(search.error)} /> : null}
        {options.length === 0 && !searching ? (
          <Note text={`Nothing is called “${query.trim()}”. Try part of a name, a number or a phone number.`} />
        ) : null}
        <div className={classes["foot"]} aria-hidden>
          <span>
            <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> to choose
          </span>
          <span>
            <Kbd size="xs">Enter</Kbd> to open
          </span>
          <span>
            <Kbd size="xs">Esc</Kbd> to close
          </span>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

/** The arrow keys go through them as they stand below each other. */
function inGroups(options: PaletteCommand[]): PaletteCommand[] {
  const groups = [...new Set(options.map(({ group }) => group))];
  return groups.flatMap((group) => options.filter((option) => option.group === group));
}

/** Settings and the like wait until they are asked for. */
const ONLY_WHEN_TYPED = new Set(["Settings", "LeadGen", "Reports"]);
const isStart = ({ group }: PaletteCommand) => !ONLY_WHEN_TYPED.has(group);

function Note({ text }: { text: string }) {
  return (
    <p role="alert" style={{ margin: 0, padding: "12px 18px" }}>
      {text}
    </p>
  );
}

/** The records found, each kind followed by the way to its whole list. */
function useHitCommands(hits: Hit[], query: string): PaletteCommand[] {
  const go = useNavigate();
  return hits.flatMap((hit, index): PaletteCommand[] => {
    const { noun, id, label, description } = hit;
    const { many, icon } = NOUNS[noun];
    const record: PaletteCommand = {
      id: `${noun}-${id}`,
      group: many,
      label,
      description,
      icon,
      run: () => void go({ to: "/$noun/$id", params: { noun, id: String(id) } }),
    };
    if (hits[index + 1]?.noun === noun) return [record];
    const all: PaletteCommand = {
      id: `all-${noun}`,
      group: many,
      label: `All ${many.toLowerCase()} with “${query}”`,
      icon: IconArrowRight,
      run: () => void go({ to: "/$noun", params: { noun }, search: { q: query } }),
    };
    return [record, all];
  });
}

interface OptionsProps {
  id: string;
  options: PaletteCommand[];
  current: number;
  onHover: (index: number) => void;
  onChoose: (option: PaletteCommand) => void;
}

function Options({ id, options, current, onHover, onChoose }: OptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current, options.length]);

  const numbered = options.map((option, index) => ({ option, index }));
  const groups = [...new Set(options.map(({ group }) => group))];
  return (
    <div className={classes["list"]} role="listbox" id={id} aria-label="Results" ref={list}>
      {groups.map((group, number) => (
        <div key={group} role="group" aria-labelledby={`${id}-group-${number}`}>
          <div className={classes["group"]} id={`${id}-group-${number}`}>
            {group}
          </div>
          {numbered
            .filter(({ option }) => option.group === group)
            .map(({ option, index }) => (
              <div
                key={option.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === current}
                className={classes["option"]}
                onMouseMove={() => onHover(index)}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(option)}
              >
                <option.icon size={18} stroke={1.6} aria-hidden />
                <span className={classes["text"]}>
                  <span className={classes["label"]}>{option.label}</span>
                  {option.description ? <span className={classes["description"]}>{option.description}</span> : null}
                </span>
                {option.keys ? (
                  <span className={classes["keys"]}>
                    <Keys keys={option.keys} />
                  </span>
                ) : null}
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}
