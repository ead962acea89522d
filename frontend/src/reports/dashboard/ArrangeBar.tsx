// What can be done while a dashboard is arranged.
import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconPlus } from "@tabler/icons-react";
import type { Ref } from "react";

import { useShortcut } from "@/ui/shortcuts";

import classes from "./Arrange.module.css";
import type { Arranging } from "./useArranging";
import { MOST_TILES } from "./tiles";

interface ArrangeBarProps {
  arranging: Arranging;
  /** What is arranged here, in a sentence. */
  hint: string;
  add: Ref<HTMLButtonElement>;
  onAdd: () => void;
  onCancel: () => void;
}

export function ArrangeBar({ arranging, hint, add, onAdd, onCancel }: ArrangeBarProps) {
  const { draft, undo, redo, save, isSaving, isChanged } = arranging;
  const canRedo = (draft?.after.length ?? 0) > 0;
  const isFull = (draft?.tiles.length ?? 0) >= MOST_TILES;
  useShortcut("mod+z", "Undo", undo, { group: "Arranging", enabled: isChanged });
  useShortcut("mod+shift+z", "Do it again", redo, { group: "Arranging", enabled: canRedo });
  return (
    <div className={classes["bar"]} role="group" aria-label="Arranging">
      <div className={classes["hint"]}>{hint}</div>
      <Group gap="xs">
        <Tooltip label="Undo">
          <ActionIcon variant="default" size={30} aria-label="Undo" disabled={!isChanged} onClick={undo}>
            <IconArrowBackUp size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Do it again">
          <ActionIcon variant="default" size={30} aria-label="Do it again" disabled={!canRedo} onClick={redo}>
            <IconArrowForwardUp size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Button
          ref={add}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} stroke={1.8} />}
          disabled={isFull}
          title={isFull ? `A dashboard holds ${MOST_TILES} tiles` : undefined}
          onClick={onAdd}
        >
          Add a tile
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="xs" loading={isSaving} disabled={!isChanged} onClick={() => save()}>
          Save
        </Button>
      </Group>
    </div>
  );
}
