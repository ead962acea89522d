// The picked rows of a list; another question picks anew.
import { useMemo, useReducer, useState } from "react";

import type { GridSelection } from "@/ui/grid";

import type { Question } from "./address";
import type { Row } from "./config";
import {
  boxOf,
  changeSelection,
  countOf,
  isEmpty,
  isSelected,
  NOTHING,
  pickedOf,
  type Picked,
  type Selection,
} from "./selection";

export interface Picks {
  selection: Selection;
  grid: GridSelection;
  isEmpty: boolean;
  /** Null while nobody knows how many match. */
  count: number | null;
  /** Every loaded row is picked, and there are more that match. */
  couldTakeAll: boolean;
  /** As an order of `/bulk` names them. */
  picked: Picked;
  takeAll: () => void;
  clear: () => void;
}

export function useSelection(question: Question, rows: readonly Row[], total: number | null): Picks {
  const { q, filter } = question;
  const asked = JSON.stringify([q, filter]);
  const [forQuestion, setForQuestion] = useState(asked);
  const [selection, change] = useReducer(changeSelection, NOTHING);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  if (forQuestion !== asked) {
    setForQuestion(asked);
    change({ do: "none" });
  }
  const box = boxOf(selection, ids);
  return {
    selection,
    isEmpty: isEmpty(selection),
    count: countOf(selection, total),
    couldTakeAll: selection.mode === "some" && box === true && (total === null || total > selection.ids.size),
    picked: pickedOf(selection, question),
    takeAll: () => change({ do: "all" }),
    clear: () => change({ do: "none" }),
    grid: {
      has: (id) => isSelected(selection, id),
      all: box,
      onRow: (id, _row, range) => change({ do: "toggle", id, range, loaded: ids }),
      onAll: () => change({ do: "loaded", loaded: ids }),
    },
  };
}
