// A tile that is arranged: its contents rest; its handle, its menu and its frame are what is used.
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconCheck,
  IconDots,
  IconGripVertical,
  IconPencil,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode } from "react";

import classes from "./Arrange.module.css";
import type { Way } from "./arranging";
import styles from "./DashboardPage.module.css";
import { sizeOf } from "./Grid";
import { HEIGHTS, leastHeight, tileName, WIDTHS, widthWord, type Tile } from "./tiles";

export interface FrameActions {
  onMove: (id: string, way: Way) => void;
  onSize: (tile: Tile, size: { width?: number; height?: number }) => void;
  onEdit: (tile: Tile) => void;
  onRemove: (tile: Tile) => void;
  /** A key on the handle. */
  onKey: (event: KeyboardEvent, tile: Tile) => void;
}

interface TileFrameProps {
  tile: Tile;
  isFirst: boolean;
  isLast: boolean;
  /** On a tablet nothing stands beside it. */
  isAlone: boolean;
  /** On which side of this tile the one that is dragged would stand. */
  side: "before" | "behind";
  helpId: string;
  actions: FrameActions;
  children: ReactNode;
}

export function TileFrame({ tile, isFirst, isLast, isAlone, side, helpId, actions, children }: TileFrameProps) {
  const name = tileName(tile);
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: tile.id });
  const { setNodeRef: setPlace, isOver } = useDroppable({ id: tile.id });
  return (
    <div
      ref={setPlace}
      className={`${styles["tile"]} ${isOver && !isDragging ? classes["place"] : ""}`}
      style={sizeOf(tile, isAlone)}
      data-tile={tile.id}
      data-side={side}
    >
      <div ref={setNodeRef} {...listeners} className={classes["frame"]} data-held={isDragging || undefined}>
        <div className={classes["contents"]} inert>
          {children}
        </div>
        <div className={classes["tools"]} role="group" aria-label={name}>
          <ActionIcon
            size={26}
            className={classes["grip"]}
            data-handle={tile.id}
            aria-label={`Move ${name}`}
            aria-describedby={helpId}
            onKeyDown={(event) => actions.onKey(event, tile)}
          >
            <IconGripVertical size={16} stroke={1.6} />
          </ActionIcon>
          <TileMenu tile={tile} isFirst={isFirst} isLast={isLast} actions={actions} />
          <ActionIcon size={26} aria-label={`Take ${name} away`} onClick={() => actions.onRemove(tile)}>
            <IconX size={16} stroke={1.6} />
          </ActionIcon>
        </div>
      </div>
    </div>
  );
}

interface TileMenuProps {
  tile: Tile;
  isFirst: boolean;
  isLast: boolean;
  actions: FrameActions;
}

function TileMenu({ tile, isFirst, isLast, actions: { onMove, onSize, onEdit, onRemove } }: TileMenuProps) {
  const name = tileName(tile);
  const heights = HEIGHTS.filter((height) => height >= leastHeight(tile));
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon size={26} aria-label={`${name}: place and size`}>
          <IconDots size={16} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowLeft size={15} />} disabled={isFirst} onClick={() => onMove(tile.id, "left")}>
          Earlier
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowRight size={15} />}
          disabled={isLast}
          onClick={() => onMove(tile.id, "right")}
        >
          Later
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={isFirst} onClick={() => onMove(tile.id, "up")}>
          To the row above
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={15} />} disabled={isLast} onClick={() => onMove(tile.id, "down")}>
          To the row below
        </Menu.Item>
        <Menu.Divider />
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>Width</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {WIDTHS.map((width) => (
              <Size
                key={width}
                label={widthWord(width)}
                isChosen={width === tile.width}
                onChoose={() => onSize(tile, { width })}
              />
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>Height</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {heights.map((height) => (
              <Size
                key={height}
                label={height === 1 ? "1 row" : `${height} rows`}
                isChosen={height === tile.height}
                onChoose={() => onSize(tile, { height })}
              />
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onEdit(tile)}>
          {tile.shows ? "Change…" : "Rename…"}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} onClick={() => onRemove(tile)}>
          Take away
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface SizeProps {
  label: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Size({ label, isChosen, onChoose }: SizeProps) {
  return (
    <Menu.Item
      aria-current={isChosen || undefined}
      rightSection={isChosen ? <IconCheck size={15} /> : undefined}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  );
}
