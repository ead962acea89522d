// Takes a card to another stage without dragging.
import { Menu } from "@mantine/core";
import { IconArrowRight, IconDots } from "@tabler/icons-react";
import { useId, useLayoutEffect, useRef, useState, type Ref, type RefObject } from "react";

import { words } from "@/ui/StatusBadge";

import classes from "./Board.module.css";
import type { Card, Stage } from "./queries";
import { nameOf } from "./stages";

/** Those that ask something first. */
const ASKING: Partial<Record<Stage, string>> = { won: "Won: convert…", lost: "Lost…" };

interface MoveMenuProps {
  card: Card;
  ways: readonly Stage[];
  onMove: (to: Stage) => void;
}

/** A board has many cards, of which one at most has its menu open: the menu is made when it is. */
export function MoveMenu({ card, ways, onMove }: MoveMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  function close() {
    setOpen(false);
    button.current?.focus({ preventScroll: true });
  }

  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        className={classes["more"]}
        aria-label={`Move ${nameOf(card)} to…`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : setOpen(true))}
      >
        <IconDots size={16} aria-hidden />
      </button>
      {isOpen ? (
        <Menu
          id={id}
          opened
          onClose={close}
          position="bottom-end"
          returnFocus={false}
          transitionProps={{ duration: 0 }}
        >
          <Menu.Target>
            <Anchor element={button} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Move to…</Menu.Label>
            {ways.map((stage) => (
              <Menu.Item key={stage} leftSection={<IconArrowRight size={15} />} onClick={() => onMove(stage)}>
                {ASKING[stage] ?? words(stage)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </>
  );
}

interface AnchorProps {
  element: RefObject<HTMLButtonElement | null>;
  ref?: Ref<HTMLElement>;
}

/** Makes what is on the page already the target of a menu. */
function Anchor({ element, ref }: AnchorProps) {
  useLayoutEffect(() => {
    if (typeof ref === "function") ref(element.current);
  }, [element, ref]);
  return null;
}
