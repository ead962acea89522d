// Takes a card to another stage without dragging.
import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowRight, IconDots } from "@tabler/icons-react";

import { words } from "@/ui/StatusBadge";

import classes from "./Board.module.css";
import type { Card, Stage } from "./queries";
import { nameOf } from "./stages";

const SPOKEN: Partial<Record<Stage, string>> = { won: "Won: convert…", lost: "Lost…" };

interface MoveMenuProps {
  card: Card;
  ways: readonly Stage[];
  onMove: (to: Stage) => void;
}

export function MoveMenu({ card, ways, onMove }: MoveMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={26} className={classes["more"]} aria-label={`Move ${nameOf(card)} to…`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Move to…</Menu.Label>
        {ways.map((stage) => (
          <Menu.Item key={stage} leftSection={<IconArrowRight size={15} />} onClick={() => onMove(stage)}>
            {SPOKEN[stage] ?? words(stage)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
