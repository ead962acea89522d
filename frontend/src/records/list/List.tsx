// A list with everything around it: views, search, filters, rows, what is done to the picked ones, and the side panel.
import { Skeleton, Stack } from "@mantine/core";
import { useCallback, useMemo, useReducer } from "react";

import { useMay } from "@/api/session";
import { Grid, type GridSelection } from "@/ui/grid";
import { Empty, Failure } from "@/ui/states";

import { NOUNS, type Noun } from "../nouns";
import { nextSort, readSort, writeSort } from "./address";
import classes from "./List.module.css";
import { ListHead } from "./ListHead";
import { boxOf, changeSelection, isSelected, NOTHING } from "./selection";
import { Toolbar } from "./Toolbar";
import { useList, type ListState } from "./useList";

interface ListProps {
  noun: Noun;
}

export function List({ noun }: ListProps) {
  const state = useList(noun);
  return (
    <div className={classes["page"]}>
      <section className={classes["list"]} aria-label={NOUNS[noun].many}>
        <ListHead state={state} />
        <Toolbar state={state} />
        <div className={`lg-card ${classes["frame"]}`}>
          <Body state={state} />
        </div>
      </section>
    </div>
  );
}

interface BodyProps {
  state: ListState;
}

function Body({ state }: BodyProps) {
  if (state.error) return <Failure error={state.error} onRetry={state.rows.retry} />;
  if (state.isLoading && state.rows.rows.length === 0) return <Waiting noun={state.noun} />;
  if (state.rows.rows.length === 0) return <Nothing state={state} />;
  return <Table state={state} />;
}

function Waiting({ noun }: ListProps) {
  return (
    <Stack gap={18} p="md" role="status" aria-label={`Loading ${NOUNS[noun].many.toLowerCase()}`}>
      {Array.from({ length: 14 }, (_, row) => (
        <Skeleton key={row} height={14} width={`${96 - ((row * 13) % 30)}%`} />
      ))}
    </Stack>
  );
}

function Nothing({ state }: BodyProps) {
  const { noun, question, list } = state;
  const { many } = NOUNS[noun];
  if (question.q || question.filter)
    return (
      <Empty title={`No ${many.toLowerCase()} match`}>
        Nothing fits what is searched and filtered for. Take something away, or clear it all.
      </Empty>
    );
  return <Empty title={`No ${many.toLowerCase()} yet`}>{list.empty}</Empty>;
}

function Table({ state }: BodyProps) {
  const { noun, question, rows, columns, layouts, total, ask, open, search } = state;
  const may = useMay();
  const [selection, change] = useReducer(changeSelection, NOTHING);
  const ids = useMemo(() => rows.rows.map(({ id }) => id), [rows.rows]);
  const sort = useMemo(() => readSort(question.sort), [question.sort]);
  const picks: GridSelection | null =
    may(`${noun}:write`) || may(`${noun}:export`)
      ? {
          has: (id) => isSelected(selection, id),
          all: boxOf(selection, ids),
          onRow: (id, _row, range) => change({ do: "toggle", id, range, loaded: ids }),
          onAll: () => change({ do: "loaded", loaded: ids }),
        }
      : null;
  const onOpen = useCallback((row: { id: number }) => open(row.id), [open]);

  return (
    <Grid
      label={NOUNS[noun].many}
      rows={rows.rows}
      columns={columns}
      layout={layouts.layout}
      onLayout={layouts.change}
      sort={sort}
      onSort={(name, add, descending) => ask({ sort: writeSort(nextSort(sort, name, add, descending)) })}
      total={total && !total.about ? total.total : null}
      selection={picks}
      openId={search.open ?? null}
      onOpen={onOpen}
      onVisible={rows.onVisible}
      hasMore={rows.hasMore}
      dimmed={rows.isOld}
      drawn={rows.isOld ? null : JSON.stringify([noun, question])}
    />
  );
}
