// The head of a column: sorts by click, moves by drag, and offers the rest in a menu that also keys reach.
import { Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconArrowsHorizontal,
  IconChevronDown,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
} from "@tabler/icons-react";
import { useRef, useState, type DragEvent, type KeyboardEvent, type PointerEvent, type RefObject } from "react";

import classes from "./Grid.module.css";
import type { ColumnPlace } from "./Grid";
import { NARROWEST, type Layout, type LayoutChange } from "./layout";
import type { GridColumn, GridRow, Sort } from "./types";

const STEP_PX = 24;
const DRAGGED = "application/x-leadgen-column";

export interface HeadActions {
  layout: Layout;
  onLayout: (change: LayoutChange) => void;
  onSort: (name: string, add: boolean, descending?: boolean) => void;
}

interface GridHeadProps<Row extends GridRow> {
  column: GridColumn<Row>;
  at: ColumnPlace;
  number: number;
  focusable: boolean;
  sort: readonly Sort[];
  actions: HeadActions;
}

export function GridHead<Row extends GridRow>({ column, at, number, focusable, sort, actions }: GridHeadProps<Row>) {
  const { layout, onLayout, onSort } = actions;
  const { name, sortBy = name } = column;
  const box = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState(false);
  const [drop, setDrop] = useState<"before" | "after" | null>(null);
  const place = layout.findIndex((one) => one.name === name);
  const pinned = layout[place]?.pinned ?? false;
  const sorted = sort.findIndex((one) => one.name === sortBy);
  const descending = sort[sorted]?.descending ?? false;

  const move = (by: number) => onLayout({ do: "move", name, to: place + by });
  const widen = (by: number) => onLayout({ do: "resize", name, width: (box.current?.offsetWidth ?? NARROWEST) + by });

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== box.current) return;
    const { key, altKey, shiftKey } = event;
    const by = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (altKey && by !== 0 && shiftKey) widen(by * STEP_PX);
    else if (altKey && by !== 0) move(by);
    else if (key === "F2" || key === " " || (altKey && key === "ArrowDown")) setMenu(true);
    else if (key === "Enter" && column.sortable) onSort(sortBy, shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function sideOf(event: DragEvent): "before" | "after" {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return event.clientX < left + width / 2 ? "before" : "after";
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setDrop(null);
    const dragged = event.dataTransfer.getData(DRAGGED);
    const from = layout.findIndex((one) => one.name === dragged);
    if (from === -1 || dragged === name) return;
    const target = place + (sideOf(event) === "after" ? 1 : 0);
    onLayout({ do: "move", name: dragged, to: from < target ? target - 1 : target });
  }

  return (
    <div
      ref={box}
      role="columnheader"
      aria-colindex={number + 1}
      aria-sort={sorted === 0 ? (descending ? "descending" : "ascending") : column.sortable ? "none" : undefined}
      data-cell={`-1:${number}`}
      data-column={name}
      data-sorted={sorted >= 0 || undefined}
      data-drop={drop ?? undefined}
      tabIndex={focusable ? 0 : -1}
      className={[
        classes["head"],
        column.align === "right" ? classes["right"] : "",
        at.left === null ? "" : classes["pinned"],
        at.edge ? classes["edge"] : "",
      ].join(" ")}
      style={at.style}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setDrop(sideOf(event));
      }}
      onDragLeave={() => setDrop(null)}
      onDrop={onDrop}
    >
      <button
        type="button"
        tabIndex={-1}
        className={classes["sorter"]}
        draggable
        disabled={!column.sortable}
        title={column.sortable ? `Sort by ${column.label}; with Shift, then by it` : column.unsortable}
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, name)}
        onClick={(event) => onSort(sortBy, event.shiftKey)}
      >
        <span className={classes["text"]}>{column.label}</span>
        {sorted >= 0 ? descending ? <IconArrowDown size={13} /> : <IconArrowUp size={13} /> : null}
        {sorted >= 0 && sort.length > 1 ? <span className={classes["place"]}>{sorted + 1}</span> : null}
      </button>
      <Menu opened={menu} onChange={setMenu} position="bottom-end" shadow="md" width={210}>
        <Menu.Target>
          <button
            type="button"
            tabIndex={-1}
            className={classes["more"]}
            data-open={menu || undefined}
            aria-label={`Column ${column.label}`}
          >
            <IconChevronDown size={14} />
          </button>
        </Menu.Target>
        {menu ? (
          <Menu.Dropdown>
            {column.sortable ? (
              <>
                <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={() => onSort(sortBy, false, false)}>
                  Sort ascending
                </Menu.Item>
                <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={() => onSort(sortBy, false, true)}>
                  Sort descending
                </Menu.Item>
                <Menu.Divider />
              </>
            ) : column.unsortable ? (
              <Menu.Label>{column.unsortable}</Menu.Label>
            ) : null}
            <Menu.Item
              leftSection={pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
              onClick={() => onLayout({ do: "pin", name, pinned: !pinned })}
            >
              {pinned ? "Let it scroll" : "Keep at the left"}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowLeft size={16} />}
              disabled={place === 0}
              onClick={() => move(-1)}
              rightSection={<Hint>Alt ←</Hint>}
            >
              Move left
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowRight size={16} />}
              disabled={place === layout.length - 1}
              onClick={() => move(1)}
              rightSection={<Hint>Alt →</Hint>}
            >
              Move right
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowsHorizontal size={16} />}
              closeMenuOnClick={false}
              onClick={() => widen(STEP_PX)}
              rightSection={<Hint>Alt Shift →</Hint>}
            >
              Wider
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowsHorizontal size={16} />}
              closeMenuOnClick={false}
              onClick={() => widen(-STEP_PX)}
              rightSection={<Hint>Alt Shift ←</Hint>}
            >
              Narrower
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconEyeOff size={16} />}
              disabled={layout.length === 1}
              onClick={() => onLayout({ do: "hide", name })}
            >
              Hide
            </Menu.Item>
          </Menu.Dropdown>
        ) : null}
      </Menu>
      <ResizeHandle box={box} onDone={(width) => onLayout({ do: "resize", name, width })} />
    </div>
  );
}

function Hint({ children }: { children: string }) {
  return (
    <span aria-hidden className={classes["hint"]}>
      {children}
    </span>
  );
}

interface ResizeHandleProps {
  box: RefObject<HTMLDivElement | null>;
  onDone: (width: number) => void;
}

/** Dragged by the mouse or a finger; keys use Alt Shift and the arrows. */
function ResizeHandle({ box, onDone }: ResizeHandleProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const [active, setActive] = useState(false);

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: box.current?.offsetWidth ?? NARROWEST };
    setActive(true);
  }

  function onPointerMove(event: PointerEvent) {
    if (start.current) onDone(start.current.width + event.clientX - start.current.x);
  }

  function onPointerUp() {
    start.current = null;
    setActive(false);
  }

  return (
    <div
      aria-hidden
      className={classes["handle"]}
      data-active={active || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    />
  );
}
